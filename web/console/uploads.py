"""Files of a form, looked at before anything of them is kept: their limits, and marks of secrecy in them."""

import asyncio
from dataclasses import replace

from store import secrecy
from templates import word
from templates.size import size_label
from web.console.form import Upload
from web.console.visit import Visit
from work.report import FILE_LIMIT_BYTES, FILES_LIMIT, FILES_LIMIT_BYTES, NewFile, NewFiles
from work.secrecy.contents import SECONDS, met, sighting
from work.secrecy.incident import Sighting

MIB = 1024**2


async def fit_files(visit: Visit) -> NewFiles | str:
    """The files that came with the form, as they can be kept; else the sentence that says why not.

    Of one that bears a mark of secrecy nothing is kept, and the security officer is told.
    """
    if (amiss := too_much(visit)) is not None:
        return amiss
    desk, loop = visit.desk, asyncio.get_running_loop()
    until = loop.time() + SECONDS
    for one in visit.sent.files:
        left = max(until - loop.time(), 0.0)
        seen = await met(desk.contents, one.name, one.body, desk.today, "console", left)
        if seen is not None:
            return await _marked(visit, one, seen)
    return NewFiles(tuple(NewFile(one.name, one.body) for one in visit.sent.files))


async def unmarked(visit: Visit, file: Upload) -> Upload | str:
    """The *file*, of whose rows a reader looks for marks itself; the same sentence where its name bears one."""
    found = visit.desk.discretion.name([file.name], visit.desk.today)
    return (
        file if found is None else await _marked(visit, file, sighting(found, file.body, "console"))
    )


async def _marked(visit: Visit, file: Upload, seen: Sighting) -> str:
    """That nothing is kept; the security officer is told."""
    told = replace(seen, sender=visit.person.email, agency=visit.person.agency)
    await visit.desk.store.write(secrecy.met, told, visit.now)
    return word("web.file.marked", visit.language).format(name=file.name)


def too_much(visit: Visit) -> str | None:
    """Why the files that came with the form are more than is taken; None where they are not."""
    files, say = visit.sent.files, visit.language
    most = {"most": FILES_LIMIT_BYTES // MIB}
    if visit.sent.cut or sum(len(one.body) for one in files) > FILES_LIMIT_BYTES:
        return word("web.file.too-much", say).format(**most)
    if len(files) > FILES_LIMIT:
        return word("file.too-many", say).format(most=FILES_LIMIT)
    for one in files:
        if len(one.body) > FILE_LIMIT_BYTES:
            facts = {"name": one.name, "size": size_label(len(one.body), say)}
            return word("file.too-large", say).format(most=FILE_LIMIT_BYTES // MIB, **facts)
    return None
