"""The dialog of the clerk who registers what was read of a letter: as it is, corrected, or not at all; and its way back.

What is confirmed is what was shown: where letter, directory or register have changed meanwhile,
it is shown anew and nothing is done. Dropped is the reading, and taken back the registering, of
which it was asked. Whoever was first is named to whoever comes second.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from bot.correction import (
    FIX,
    TASK,
    TEXT,
    URGENCY,
    WHO,
    chosen,
    corrections,
    foot,
    gap,
    hears_due,
    hears_text,
    hears_urgency,
    hears_who,
    refused,
    rows,
    turns,
    worded,
)
from bot.course import BACK, Course, Heard, Scene, choice
from bot.day_choice import DATE, MONTH, OFF, day_facts
from bot.incoming import INCOMING, in_all, proposal_place
from bot.outcome import Outcome
from bot.place import Name, Place, Wish, number_of
from bot.proposal import Seen, facts, registry, seen, task_facts
from bot.screen import Rows, Screen
from store import proposal as proposals
from store.directory import people
from store.proposal import CONFIRMABLE, Confirmed, Settled
from templates import sentence, word
from work.access import Denied
from work.dialog import Dialog
from work.proposal import Desk as Registry
from work.proposal import Proposal
from work.undoing import Undone
from work.written_deadline import DeadlineGap

KIND = Name.REGISTER
CONFIRM, REASON, DROP, UNDO = "confirm", "reason", "drop", "undo"
YES = "yes"
LONGEST = 500  # characters of a reason


def begin(scene: Scene, wish: Wish) -> Outcome:
    """Asks whether it shall be registered; what has to be corrected, where something has."""
    return _begin(scene, wish, CONFIRM)


def begin_correction(scene: Scene, wish: Wish) -> Outcome:
    """Asks what is to be corrected."""
    return _begin(scene, wish, FIX)


def begin_discarding(scene: Scene, wish: Wish) -> Outcome:
    """Asks why nothing of it is registered."""
    return _begin(scene, wish, REASON)


def begin_undoing(scene: Scene, wish: Wish) -> Outcome:
    """Asks whether what it opened and changed shall be taken back."""
    found = _found(scene, wish)
    if isinstance(found, Outcome):
        return found
    if found.proposal.imported is None:
        return _settled(scene, found.proposal)
    return _opens(scene, found, UNDO)


def reopen(scene: Scene, wish: Wish) -> Outcome:
    """Lets it wait again, and says so."""
    found = _found(scene, wish)
    if isinstance(found, Outcome):
        return found
    number, against = found.proposal.id, _registry(scene)
    done = proposals.reopen(scene.tx, number, against, scene.act) if against else None
    return _refused(scene, done, number) or _led(scene, number, "incoming.reopened")


def _begin(scene: Scene, wish: Wish, step: str) -> Outcome:
    found = _found(scene, wish)
    if isinstance(found, Outcome):
        return found
    if found.proposal.state not in CONFIRMABLE:
        return _settled(scene, found.proposal)
    if step == CONFIRM and found.look.adds_nothing:
        return _led(scene, found.proposal.id, "incoming.nothing-new")
    if step == CONFIRM and found.look.preview is None:
        opened = _opens(scene, found, FIX)
        return Outcome(opened.to, scene.word("incoming.first", wrong=len(found.look.errors)))
    return _opens(scene, found, step)


def _opens(scene: Scene, found: Seen, step: str) -> Outcome:
    said: dict[str, Any] = {"fields": {}, "tasks": {}, "without": []}
    now = {"place": 1, "field": "", "due": "", "page": 1, "reason": "", "behind": FIX}
    of = {"read": found.proposal.proposed_at.isoformat(), "imported": found.proposal.imported}
    return scene.opens(KIND, found.proposal.id, step, **said, **now, **of)


def _found(scene: Scene, wish: Wish) -> Seen | Outcome:
    """The proposal that the button names; where it leads who may not see it, or whoever may not see it in a chat."""
    number, against = number_of(wish.to.arg), _registry(scene)
    if against is None:
        return Outcome(INCOMING)
    found = seen(scene.tx, scene.desk, against, number)
    return Outcome(proposal_place(number)) if found is None or found.is_secret else found


def _registry(scene: Scene) -> Registry | None:
    return registry(scene.tx, scene.desk, scene.act)


def _hears(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    against = _registry(scene)
    if against is None:
        return scene.ends(one, INCOMING, "")
    found = proposals.held(scene.tx, one.subject)
    if found is not None and heard.choice == YES and _is_other(one, found):
        return scene.ends(one, proposal_place(one.subject), scene.word("chat.changed"))
    return _HEARS.get(one.step, _hears_due)(scene, one, heard, against)


def _is_other(one: Dialog, found: Proposal) -> bool:
    """Whether it was read anew, or registered anew, since it was asked whether to drop it, or to take it back."""
    if one.step == UNDO:
        return found.imported not in (None, one.data.get("imported"))
    read = found.proposed_at.isoformat()
    return one.step == DROP and found.state in CONFIRMABLE and read != one.data.get("read")


def _hears_confirm(scene: Scene, one: Dialog, heard: Heard, against: Registry) -> Outcome:
    said, _, seal = heard.choice.partition(".")
    if said == "fix":
        return scene.goes(one, FIX, page=1)
    if said not in (YES, "page"):
        return scene.stays(one, "")
    found = seen(scene.tx, scene.desk, against, one.subject, corrections(one))
    if found is not None and found.proposal.state in CONFIRMABLE and seal != found.seal:
        return scene.goes(one, CONFIRM, scene.word("chat.changed"), page=1)
    if said == "page":
        return scene.goes(one, CONFIRM, page=heard.value)
    read_at = None if found is None else found.proposal.proposed_at
    done = proposals.confirm(scene.tx, one.subject, corrections(one), against, scene.act, read_at)
    if isinstance(done, Confirmed):
        return scene.ends(one, proposal_place(one.subject), _registered(scene, done))
    return _ended(scene, one, done) or scene.stays(one, "")


def _hears_fix(scene: Scene, one: Dialog, heard: Heard, against: Registry) -> Outcome:
    back = CONFIRM if one.step == FIX else FIX
    return scene.goes(one, back, page=1) if heard.choice == BACK else chosen(scene, one, heard)


def _hears_text(scene: Scene, one: Dialog, heard: Heard, against: Registry) -> Outcome:
    return hears_text(scene, one, heard, CONFIRM)


def _hears_urgency(scene: Scene, one: Dialog, heard: Heard, against: Registry) -> Outcome:
    return hears_urgency(scene, one, heard, CONFIRM)


def _hears_who(scene: Scene, one: Dialog, heard: Heard, against: Registry) -> Outcome:
    return hears_who(scene, one, heard, against, CONFIRM)


def _hears_due(scene: Scene, one: Dialog, heard: Heard, against: Registry) -> Outcome:
    """A day; else the deadline by words as a register has them, where they give one."""
    pressed = hears_due(scene, one, heard, CONFIRM)
    if pressed is not None:
        return pressed
    said = worded(one, heard.text)
    found = seen(scene.tx, scene.desk, against, one.subject, corrections(said))
    wrong = None if found is None else gap(scene, found, one.data["place"])
    if not wrong:
        return scene.goes(said, CONFIRM)
    return refused(one, wrong[1]) if wrong[0] != DeadlineGap.UNREAD else scene.stays(one, wrong[1])


def _hears_reason(scene: Scene, one: Dialog, heard: Heard, against: Registry) -> Outcome:
    text = " ".join(heard.text.split())
    if not text:
        return scene.stays(one, scene.word("incoming.why"))
    text, said = scene.kept(text, LONGEST)
    return scene.goes(one, DROP, said, reason=text)


def _hears_drop(scene: Scene, one: Dialog, heard: Heard, against: Registry) -> Outcome:
    if heard.choice == BACK:
        return scene.goes(one, REASON)
    if heard.choice != YES:
        return scene.stays(one, "")
    done = proposals.drop(scene.tx, one.subject, one.data["reason"], against, scene.act)
    dropped = scene.word("incoming.dropped", number=one.subject)
    return _ended(scene, one, done) or scene.ends(one, proposal_place(one.subject), dropped)


def _hears_undo(scene: Scene, one: Dialog, heard: Heard, against: Registry) -> Outcome:
    if heard.choice != YES:
        return scene.stays(one, "")
    why = word("incoming.undo-reason", scene.desk.settings.language)
    done = proposals.undo(scene.tx, one.subject, why, against, scene.act)
    if not isinstance(done, tuple):
        return _ended(scene, one, done) or scene.stays(one, "")
    return scene.ends(one, proposal_place(one.subject), _undone(scene, done[1], one.subject))


_HEARS: Mapping[str, Callable[[Scene, Dialog, Heard, Registry], Outcome]] = MappingProxyType(
    {
        CONFIRM: _hears_confirm,
        FIX: _hears_fix,
        TASK: _hears_fix,
        TEXT: _hears_text,
        URGENCY: _hears_urgency,
        WHO: _hears_who,
        REASON: _hears_reason,
        DROP: _hears_drop,
        UNDO: _hears_undo,
    }
)


def _ended(scene: Scene, one: Dialog, done: object) -> Outcome | None:
    """Where it leads whom the store refused, for whom the dialog is over; None for what may be said once more."""
    refused = _refused(scene, done, one.subject)
    return None if refused is None else scene.ends(one, refused.to, refused.said)


def _refused(scene: Scene, done: object, number: int) -> Outcome | None:
    """Where it leads who may not, or came second; None for what was done, or is to be corrected first."""
    if isinstance(done, Settled):
        return _settled(scene, done.proposal)
    if isinstance(done, Denied):
        return Outcome(INCOMING)
    return Outcome(proposal_place(number)) if done is None else None


def _settled(scene: Scene, found: Proposal) -> Outcome:
    """Who was first, and when, as far as that is known and may be said."""
    state = scene.word(f"proposal.state.{found.state}")
    told = {"number": found.id, "state": state, "by": "", "at": ""}
    if found.settled_at is not None:
        told["at"] = scene.word("incoming.at", at=scene.local(found.settled_at))
    if scene.desk.disclosure() == "title" and (who := people.doer(scene.tx, found.settled_by)):
        told["by"] = scene.word("conflict.by", who=who)
    return Outcome(proposal_place(found.id), scene.word("incoming.settled", **told))


def _led(scene: Scene, number: int, key: str) -> Outcome:
    return Outcome(proposal_place(number), scene.word(key, number=number))


def _registered(scene: Scene, done: Confirmed) -> str:
    """What came of it, with the numbers by which people speak of it."""
    numbers = done.registered.done.numbers
    facts = {
        "number": done.proposal.id,
        "arrival": done.arrival_number,
        "tasks": ", ".join(f"#{one}" for one in numbers),
        "changed": done.registered.done.changed,
        "rules": done.rules,
    }
    return sentence("incoming.registered", facts, scene.language)


def _undone(scene: Scene, done: Undone, number: int) -> str:
    if done.stays:
        stays = ", ".join(f"#{task}" for task, _ in done.stays)
        return scene.word("incoming.stays", tasks=stays)
    counts = {"opened": len(done.opened), "changed": len(done.changed)}
    return scene.word("incoming.undone", number=number, **counts)


def _shows(scene: Scene, one: Dialog) -> Screen:
    against = _registry(scene)
    found = None
    if against is not None:
        found = seen(scene.tx, scene.desk, against, one.subject, corrections(one))
    if against is None or found is None:
        return Screen("register-gone", scene.desk.marked(scene.word("incoming.denied")))
    told = facts(scene.desk, found, scene.language, one.data["page"])
    said = {**one.data, **day_facts(scene, one), "asked": None}
    if (asked := found.asked(one.data["place"])) is not None:
        said["asked"] = task_facts(scene.desk, found, asked)
    words = scene.desk.say("ask-register", {**said, **told, "step": one.step}, scene.language)
    return Screen(f"register-{one.step}", words, _choices(scene, one, found, against))


def _choices(scene: Scene, one: Dialog, found: Seen, against: Registry) -> Rows:
    if one.step == CONFIRM:
        return _confirming(scene, one, found)
    if one.step == REASON:
        return (foot(scene, one, first=True),)
    if one.step in (DROP, UNDO):
        sure = choice(one, scene.word(f"incoming.sure-{one.step}"), YES)
        return ((sure,), foot(scene, one, first=one.step == UNDO))
    return rows(scene, one, found, against)


def _confirming(scene: Scene, one: Dialog, found: Seen) -> Rows:
    """The buttons bear what was shown, so that nothing else is confirmed, or paged through, by them."""
    label = in_all(scene.word("incoming.sure-confirm"), found, scene.language)
    sure = choice(one, label, f"{YES}.{found.seal}")
    ready = found.look.preview and not (found.is_secret or found.look.adds_nothing)
    fix = choice(one, scene.word("button.correct"), "fix")
    page, pages = found.page(one.data["page"]), 1 if found.is_secret else found.pages
    turned = turns(one, page, pages, f"page.{found.seal}")
    return (turned, (sure,) if ready else (), (fix,), foot(scene, one, first=True))


def _leads(one: Dialog) -> Place:
    return proposal_place(one.subject)


COURSE = Course(_hears, _shows, frozenset({TEXT, WHO, DATE, MONTH, OFF, REASON}), _leads)
