"""What is done with petitions, one function for each event."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update

from store import petition, petition_post, petitioner
from store.petition_move import JOINABLE, Deed, Done, Refusal, Refused, Whom, entitles, move
from store.schema.petition import petition as table
from store.tx import Tx
from work.petition import Depth, Event, Kind
from work.task import Party


def register(tx: Tx, number: int, whom: Whom) -> Done | Refused:
    """Enters the petition (vào sổ); its sender gets a receipt."""
    return move(tx, number, Deed(Event.REGISTER), whom)


def may_register(tx: Tx, number: int, whom: Whom) -> bool:
    """Whether who acts may enter the petition."""
    found = petition.one(tx, number)
    return found is not None and entitles(tx, found, Event.REGISTER, whom)


def classify(
    tx: Tx, number: int, kind: Kind, depth: Depth, whom: Whom, title: str | None = None
) -> Done | Refused:
    """Says of what kind it is, and what an answer takes; its clock changes with that. A *title* replaces its own."""
    named = {"kind": kind, "depth": depth}
    values = {**named, **({} if title is None else {"title": title})}
    codes: dict[str, str | int] = {"kind": str(kind), "depth": str(depth)}
    done = move(tx, number, Deed(Event.CLASSIFY, None, named, values, codes), whom)
    if isinstance(done, Done) and kind is Kind.DENUNCIATION:
        _hide(tx, petition_post.joined(tx, number))
    return done


def ask(tx: Tx, number: int, question: str, whom: Whom) -> Done | Refused:
    """Asks its sender for a supplement; the clock stands until it comes in."""
    return move(tx, number, Deed(Event.ASK, question), whom)


def supply(tx: Tx, number: int, words: str, whom: Whom) -> Done | Refused:
    """Keeps what its sender supplied beside their words; the clock runs on."""
    done = move(tx, number, Deed(Event.SUPPLY), whom)
    if isinstance(done, Done):
        petitioner.supply(tx, number, words)
    return done


def forward(tx: Tx, number: int, body: str, letter: str | None, whom: Whom) -> Done | Refused:
    """Passes it on to the *body* that is competent, by the *letter* of that number and sign; its sender is told."""
    facts = {"competent": body, "letter": letter}
    values = {"competent": body}
    return move(tx, number, Deed(Event.FORWARD, None, facts, values, result=letter), whom)


def assign(tx: Tx, number: int, lead: Party, whom: Whom) -> Done | Refused:
    """Gives it to who is to deal with it; they are reminded of the answer's clock."""
    ids: dict[str, str | int] = {
        "agency": lead.agency,
        "unit": lead.unit or 0,
        "person": lead.person or 0,
    }
    return move(tx, number, Deed(Event.ASSIGN, None, ids, {}, ids, lead), whom)


def answer(tx: Tx, number: int, text: str, result: str | None, whom: Whom) -> Done | Refused:
    """Answers its sender, and those whose petitions were joined with it; the work is done."""
    values = {"result": result}
    return move(tx, number, Deed(Event.ANSWER, text, values, values, result=result), whom)


def publish(tx: Tx, number: int, where: str, whom: Whom) -> Done | Refused:
    """Notes *where* the answer was made public (công khai)."""
    return move(tx, number, Deed(Event.PUBLISH, where), whom)


def close(tx: Tx, number: int, whom: Whom) -> Done | Refused:
    """Ends it: nothing more is to be done."""
    return move(tx, number, Deed(Event.CLOSE), whom)


def refuse(tx: Tx, number: int, ground: str, text: str | None, whom: Whom) -> Done | Refused:
    """Refuses it on one of the law's grounds; its sender is told why."""
    values = {"ground": ground}
    return move(tx, number, Deed(Event.REFUSE, text, values, values, {"ground": ground}), whom)


def withdraw(tx: Tx, number: int, reason: str | None, whom: Whom) -> Done | Refused:
    """Ends it because its sender takes it back."""
    return move(tx, number, Deed(Event.WITHDRAW, reason), whom)


def join(tx: Tx, number: int, other: int, whom: Whom) -> Done | Refused:
    """Joins it with an *other* of the same content, whose answer goes to its sender too. Only a person decides that."""
    both = sorted({number, other})
    tx.all(tx.lock(select(table.c.id).where(table.c.id.in_(both)).order_by(table.c.id)))
    target = petition.one(tx, other)
    if petition.one(tx, number) is None:
        return Refusal.UNKNOWN
    if target is None or number == other or target.state not in JOINABLE:
        return Refusal.TARGET
    values: dict[str, Any] = {"joined_to": other}
    if target.kind is Kind.DENUNCIATION:
        values["kind"] = target.kind  # of the same content, so of the same secret
    return move(
        tx, number, Deed(Event.JOIN, None, {"joined_to": other}, values, {"with": other}), whom
    )


def _hide(tx: Tx, numbers: Collection[int]) -> None:
    """Makes denunciations of those that were joined with one: their senders denounce the same."""
    tx.run(update(table).where(table.c.id.in_(numbers)).values(kind=Kind.DENUNCIATION))


def see(tx: Tx, number: int, why: str, whom: Whom) -> Done | Refused:
    """Who sent it, whole, for who handles it; that they saw it stands in its history and in the account."""
    return move(tx, number, Deed(Event.SEE, None, {"why": why}, {}, {"why": why}), whom)


def erase(tx: Tx, number: int, reason: str, whom: Whom) -> Done | Refused:
    """Empties who sent it; history, figures and account stay whole."""
    done = move(tx, number, Deed(Event.ERASE, reason), whom)
    if isinstance(done, Done):
        petitioner.erase(tx, (number,))
    return done
