"""The files of a dialog, one after another: how they are added, taken back, shown, and wanted when it is sent."""

from typing import Any

from bot.course import Heard, Scene, choice
from bot.outcome import Outcome
from bot.screen import Button
from bot.sent import Fetched, Sent
from store import secrecy
from templates.size import size_label
from work.dialog import Dialog
from work.report import FILE_LIMIT_BYTES, FILES_LIMIT, FILES_LIMIT_BYTES

LESS = "less"  # the choice that takes the last file back
SEND = "send"  # the choice that sends it all
MIB = 1024**2


def files_of(one: Dialog) -> tuple[Sent, ...]:
    """Those that were sent so far."""
    return tuple(Sent(*given) for given in one.data.get("files", ()))


def with_file(scene: Scene, one: Dialog, new: Sent) -> dict[str, Any] | str:
    """The data with one file more, or the sentence that says why not, and what to do instead."""
    before = files_of(one)
    if new.album and new.album in one.data.get("barred", ()):
        return scene.word("file.barred", name=new.name)
    if new.size > FILE_LIMIT_BYTES:
        size = size_label(new.size, scene.language)
        facts = {"name": new.name, "size": size, "most": FILE_LIMIT_BYTES // MIB}
        return scene.word("file.too-large", **facts)
    if len(before) >= FILES_LIMIT:
        return scene.word("file.too-many", most=FILES_LIMIT)
    if new.size + sum(each.size for each in before) > FILES_LIMIT_BYTES:
        return scene.word("file.too-much", name=new.name, most=FILES_LIMIT_BYTES // MIB)
    kept = (*before, new)
    return {"files": [[each.id, each.name, each.size, each.album] for each in kept]}


def bar(scene: Scene, one: Dialog, album: str) -> None:
    """Lets no file of *album* be among those of the dialog: what stood below one of them bore a mark of secrecy."""
    files = [given for given in one.data.get("files", ()) if Sent(*given).album != album]
    scene.goes(one, one.step, files=files, barred=[*one.data.get("barred", ()), album])


def without_last(one: Dialog) -> dict[str, Any]:
    """The data with one file less."""
    return {"files": list(one.data.get("files", ()))[:-1]}


def files_facts(scene: Scene, one: Dialog) -> list[dict[str, str]]:
    """What a template says of them."""
    language = scene.language
    return [{"name": each.name, "size": size_label(each.size, language)} for each in files_of(one)]


def less(scene: Scene, one: Dialog) -> tuple[Button, ...]:
    """The button that takes the last file back, where there is one."""
    return (choice(one, scene.word("button.less"), LESS),) if files_of(one) else ()


def unfit(scene: Scene, one: Dialog, fetched: Fetched) -> Outcome | None:
    """What is said where a file did not come, or may not be kept; None where all can be sent.

    One that bears a mark of secrecy leaves the dialog, and the security officer is told.
    """
    if fetched.missing:
        return scene.stays(one, scene.word("file.missing", name=fetched.missing))
    if fetched.seen is None:
        return None
    secrecy.heard(scene.tx, scene.link.user_id, fetched.seen, scene.now)
    rest = [each for each in one.data["files"] if each[1] != fetched.marked]
    said = scene.word("file.marked", name=fetched.marked)
    return scene.goes(one, one.step, said, files=rest)


def wants(one: Dialog, heard: Heard) -> tuple[Sent, ...]:
    """All of them, once it is sent."""
    return files_of(one) if heard.choice == SEND else ()
