"""The six things that an assigned task has to be clear about ("6 rõ"), found out of the task and never kept.

Người, việc, thời gian, trách nhiệm, sản phẩm, thẩm quyền, as the Prime Minister's directions
of 2024 and 2025 put it.
"""

from collections.abc import Iterable
from enum import StrEnum

from work.audience import Told, audience
from work.document import Document
from work.person import Person
from work.spelling import spelling_key
from work.task import NewTask, Party, Role, Task


class Clear(StrEnum):
    """One of the six, as it is called here."""

    PERSON = "person"  # rõ người: somebody who is there stands behind the lead
    WORK = "work"  # rõ việc: its words say more than which document assigned it
    TIME = "time"  # rõ thời gian: it has a deadline
    ANSWER = "responsibility"  # rõ trách nhiệm: of the office's own, a unit or a person leads
    PRODUCT = "product"  # rõ sản phẩm: what is to be handed in is named
    AUTHORITY = "authority"  # rõ thẩm quyền: somebody who is there can decide on its result


class Clarity:
    """Tells what tasks are not clear about; *home* is the office's own agency.

    Another agency answers for a task as a whole: which of its units does is for it to say.
    """

    def __init__(self, people: Iterable[Person], home: str | None) -> None:
        self._people: dict[str, list[Person]] = {}
        for one in people:
            self._people.setdefault(one.agency, []).append(one)
        self._home = home
        self._judged: dict[tuple[Party, ...], frozenset[Clear]] = {}

    def missing(self, task: Task | NewTask, document: Document) -> tuple[Clear, ...]:
        """What is not clear of a task that *document* assigned, in the order of the six."""
        facts = {
            Clear.WORK: _says_no_more(task.content, document),
            Clear.TIME: _undated(task),
            Clear.PRODUCT: not (task.product or "").strip(),
        }
        unclear = self._of_parties(task.parties) | {one for one, is_so in facts.items() if is_so}
        return tuple(one for one in Clear if one in unclear)

    def _of_parties(self, parties: tuple[Party, ...]) -> frozenset[Clear]:
        """Many tasks have the same parties, so each are judged once."""
        if parties not in self._judged:
            people = [one for p in parties for one in self._people.get(p.agency, ())]
            lead = next(party for party in parties if party.role is Role.LEAD)
            whole = lead.agency == self._home and lead.unit is lead.person is None
            facts = {
                Clear.PERSON: not audience(parties, people, (Told.LEAD,)),
                Clear.ANSWER: whole,
                Clear.AUTHORITY: not audience(parties, people, (Told.APPROVER,)),
            }
            self._judged[parties] = frozenset(one for one, is_so in facts.items() if is_so)
        return self._judged[parties]


def _undated(task: Task | NewTask) -> bool:
    return (task.due if isinstance(task, Task) else task.deadline) is None


def _says_no_more(content: str, document: Document) -> bool:
    """Whether the task is called by its document alone, as a register without trích yếu leaves it."""
    if document.excerpt.strip():
        return not content.strip()
    return spelling_key(document.number) in spelling_key(content) or not content.strip()
