"""What a task is not clear about ("6 rõ"), with the command that mends each."""

from collections.abc import Iterable, Iterator

from work.clarity import Clarity, Clear
from work.task import Task

CALLED = {
    Clear.PERSON: "rõ người",
    Clear.WORK: "rõ việc",
    Clear.TIME: "rõ thời gian",
    Clear.ANSWER: "rõ trách nhiệm",
    Clear.PRODUCT: "rõ sản phẩm",
    Clear.AUTHORITY: "rõ thẩm quyền",
}
_MENDED = {
    Clear.PERSON: "nobody is there for who leads: congvu task assign {id} PERSON",
    Clear.WORK: 'says only which document it is of: congvu task describe {id} --content "…"',
    Clear.TIME: 'no deadline: congvu task due {id} DATE --reason "…"',
    Clear.ANSWER: "the whole agency leads: congvu task assign {id} UNIT",
    Clear.PRODUCT: 'nothing is named to hand in: congvu task describe {id} --product "…"',
    Clear.AUTHORITY: "nobody can approve: congvu person add … --agency {agency} --position agency-head",
}


def unclear(pages: Iterable[tuple[Task, ...]], clear: Clarity) -> Iterator[Task]:
    """Those of the open tasks that are not clear about something."""
    return (
        task
        for page in pages
        for task in page
        if task.state.open and clear.missing(task, task.document)
    )


def unclear_fields(task: Task, clear: Clarity) -> Iterator[tuple[str, str]]:
    """What an open task is not clear about, as fields: the first labelled, each with what to do."""
    if not task.state.open:
        return
    for place, one in enumerate(clear.missing(task, task.document)):
        said = _MENDED[one].format(id=task.id, agency=task.lead.agency)
        yield ("" if place else "unclear"), f"{CALLED[one]}: {said}"
