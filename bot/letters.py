"""Letters that a release rule holds, for the second person: what waits, one of them, and their decision.

Who may decide, and whether it still can be, is asked of store.approval each time. Never
anything of a letter's content; its subject only where the office discloses titles.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.buttons import HOME, paging
from bot.buttons import foot as at_foot
from bot.course import BACK, Course, Heard, Scene, choice, foot
from bot.desk import Desk
from bot.outcome import Outcome
from bot.place import Name, Place, Wish, number_of
from bot.screen import Button, Rows, Screen
from bot.shown import pushed
from store import Tx, approval, approval_notice
from store.approval import Barred
from store.subject import subject
from templates import word
from work import receipt
from work.approval import Approval, Bar
from work.chat import Link
from work.deadline import in_zone
from work.dialog import Dialog
from work.leaf import Leaf, leaf

KIND = "letter"
APPROVE, REASON, REJECT, RETURNING = "approve", "reason", "reject", "return"
LONGEST = 200  # characters of a reason, which its author reads


@dataclass(frozen=True, slots=True)
class Found:
    """One letter as a second person sees it; *why* it cannot be decided on, None where it can."""

    asked: Approval
    why: Bar | None
    facts: Mapping[str, Any]
    subject: str


def look(tx: Tx, link: Link, number: str, now: datetime) -> Found | None:
    """The letter, for who has or had a say in it; None for everybody else."""
    letter = number_of(number)
    seen = approval.seen_by(tx, letter, link.person.email, now)
    if seen is None:
        return None
    facts = approval_notice.facts_of(tx, letter)
    return Found(*seen, facts, subject(tx, letter))


async def show_letters(desk: Desk, link: Link, wish: Wish) -> Screen:
    """One page of the letters that wait for this person, the one that ends first at the front."""
    language, now = link.person.language, desk.machine.now()

    def waits(tx: Tx) -> tuple[int, Leaf[int], list[Found]]:
        every = approval.waiting_for(tx, link.person.email, now)
        page = leaf(every, wish.to.page)
        found = [look(tx, link, str(number), now) for number in page.shown]
        return len(every), page, [one for one in found if one is not None]

    total, page, found = await desk.store.read(waits)
    facts = {"total": total, "letters": [_told(desk, one) for one in found]}

    def place(number: int) -> Place:
        return Place(Name.LETTERS, page=number)

    rows = tuple(
        (Button(f"✉️ {one.facts['receipt']}", letter_place(one.asked.letter)),) for one in found
    )
    turned = paging(place, page.page, page.pages)
    words = desk.say("letters", facts, language)
    return Screen("letters", words, (*rows, turned, at_foot(place(page.page), language)))


async def show_letter(desk: Desk, link: Link, wish: Wish) -> Screen:
    """One letter, with what may be decided; one answer for what is not there and what is not theirs."""
    found = await desk.store.read(look, link, wish.to.arg, desk.machine.now())
    language = link.person.language
    if found is None:
        absent = desk.marked(word("letter.absent", language))
        return Screen("letter-absent", absent, ((Button("🏠", HOME),),))
    rows: Rows = ()
    if found.why is None:
        yes = Place(Name.LETYES, wish.to.arg)
        no = Place(Name.LETNO, wish.to.arg)
        rows = (
            (
                Button(word("letter.approve", language), yes),
                Button(word("letter.reject", language), no),
            ),
        )
    again = Button(word("button.refresh", language), letter_place(found.asked.letter))
    every = Button(word("letter.all", language), Place(Name.LETTERS))
    words = desk.say("letter", _told(desk, found), language)
    return Screen("letter", words, (*rows, (again, every)))


def letter_place(number: int) -> Place:
    """The screen of the letter."""
    return Place(Name.LETTER, str(number))


def begin_approve(scene: Scene, wish: Wish) -> Outcome:
    """Asks whether it shall really go."""
    return _begin(scene, wish, APPROVE)


def begin_reject(scene: Scene, wish: Wish) -> Outcome:
    """Asks why it shall not."""
    return _begin(scene, wish, REASON)


def barred(scene: Scene, found: Barred, number: int) -> str:
    """The sentence for who wanted to decide and could not."""
    asked, name = found.asked, receipt.encode(number)
    if asked is None or found.why in (Bar.NOBODY, Bar.DISABLED, Bar.NOT_ENTITLED, Bar.NOT_ASKED):
        return scene.word("letter.absent")
    at = asked.decided_at or asked.expires_at
    local = scene.desk.calendar.local(at)
    titled = scene.desk.disclosure() == "title"
    who = (asked.approver_name if titled else None) or scene.word("letter.somebody")
    how = scene.word(f"letter.decided.{asked.decision}") if asked.decision else ""
    return scene.word(
        f"letter.bar.{found.why}", receipt=name, who=who, how=how, at=f"{local:%H:%M %d/%m}"
    )


def _begin(scene: Scene, wish: Wish, step: str) -> Outcome:
    number = number_of(wish.to.arg)
    if look(scene.tx, scene.link, wish.to.arg, scene.now) is None:
        return Outcome(HOME, scene.word("letter.absent"))
    found = approval.may_decide(scene.tx, number, scene.link.person.email, scene.now)
    if isinstance(found, Barred):
        return Outcome(letter_place(number), barred(scene, found, number))
    return scene.opens(KIND, number, step)


def _hears(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if one.step == APPROVE and heard.choice == "yes":
        return _approve(scene, one)
    if one.step == REASON:
        return _hears_reason(scene, one, heard.text.strip())
    if one.step == REJECT and heard.choice == "yes":
        return scene.goes(one, RETURNING)
    if one.step == REJECT and heard.choice == BACK:
        return scene.goes(one, REASON)
    return scene.stays(one, "")


def _hears_reason(scene: Scene, one: Dialog, text: str) -> Outcome:
    line = " ".join(text.split())
    if not line or not line.isprintable():
        return scene.stays(one, scene.word("letter.why"))
    if len(line) > LONGEST:
        return scene.stays(one, scene.word("letter.too-long", longest=LONGEST))
    return scene.goes(one, REJECT, reason=line)


def _approve(scene: Scene, one: Dialog) -> Outcome:
    letters, email = scene.desk.letters, scene.link.person.email
    if letters is None:
        return scene.ends(one, HOME, scene.word("letter.absent"))
    done = approval.approve(
        scene.tx, one.subject, email, scene.act.by, scene.now, letters.end(scene.now)
    )
    if isinstance(done, Barred):
        return scene.ends(one, letter_place(one.subject), barred(scene, done, one.subject))
    key = "letter.approved-held" if done.asked.then else "letter.approved"
    said = scene.word(key, receipt=receipt.encode(one.subject))
    return scene.ends(one, letter_place(one.subject), said)


def _shows(scene: Scene, one: Dialog) -> Screen:
    found = look(scene.tx, scene.link, str(one.subject), scene.now)
    told = {} if found is None else _told(scene.desk, found)
    facts = {"receipt": receipt.encode(one.subject), **told, **one.data, "step": one.step}
    words = scene.desk.say("ask-letter", facts, scene.language)
    sure = scene.word("letter.sure-approve" if one.step == APPROVE else "letter.sure-reject")
    rows: Mapping[str, Rows] = MappingProxyType(
        {
            APPROVE: ((choice(one, sure, "yes"),), foot(scene, one, first=True)),
            REASON: (foot(scene, one, first=True),),
            REJECT: ((choice(one, sure, "yes"),), foot(scene, one, first=False)),
            RETURNING: (),
        }
    )
    return Screen(f"letter-{one.step}", words, rows[one.step])


def _told(desk: Desk, found: Found) -> dict[str, Any]:
    """What a template may say of the letter."""
    asked = found.asked
    disclosure = desk.disclosure(found.subject, asked.reason)
    facts = {**found.facts, "approver": asked.approver_name, "why": asked.reason}
    shown = pushed(facts, disclosure)
    at = None if asked.decided_at is None else asked.decided_at.isoformat()
    return {
        **shown,
        "subject": found.subject if disclosure == "title" else "",
        "decision": asked.decision,
        "bar": found.why,
        **in_zone({"decided_at": at}, desk.calendar.zone),
    }


def _leads(one: Dialog) -> Place:
    return letter_place(one.subject)


COURSE = Course(_hears, _shows, frozenset({REASON}), _leads)
