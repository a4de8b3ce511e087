"""`congvu queue release`, `approve` and `reject`: letters that are held, let go or sent back.

What a release rule holds is for a second person; who may decide, the store knows.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, TypeVar

import click

from congvu.cli import output
from congvu.cli.acting import acting, as_option, denial
from congvu.cli.arguments import EMAIL
from congvu.cli.queue_letter import ID, bounces, known, one_by_one, schedule
from congvu.cli.refused import Refused
from congvu.cli.said import SAID
from congvu.cli.shell import Shell, actor
from store import Tx, approval, entitled, queue
from store.approval import Barred, Decided
from store.queue import Done
from work import receipt
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.approval import Approval, Bar, Decision

if TYPE_CHECKING:
    from store import Store

T = TypeVar("T")

_BARS = {
    Bar.NOT_ASKED: "{name}: no release rule holds it, so nobody has to approve; see congvu queue why {name}",
    Bar.DECIDED: "{name}: {decided}; a letter is decided on once, see congvu queue why {name}",
    Bar.LATE: "{name}: its time to be approved was over at {end}; its sender gets it back and can send it again",
    Bar.GONE: "{name}: nothing of it is held by the rule {rule} any more; see congvu queue why {name}",
    Bar.NOBODY: "{email} is no mailbox in the directory; see congvu person list",
    Bar.DISABLED: "{email} is disabled and decides nothing; congvu person enable {email}, or let one of these decide: {entitled}",
    Bar.WRITER: "{name}: {email} wrote or sent it, and a second person has to decide: {entitled}",
    Bar.NOT_ENTITLED: "{name}: the rule {rule} does not name {email}; these may decide: {entitled}",
    Bar.ALTERED: "{name}: it is not what was asked about any more; run congvu audit verify, then congvu queue fail {name}",
}


@click.command()
@click.argument("letters", type=ID, metavar="ID...", nargs=-1, required=True)
@click.option(
    "--without-approval",
    is_flag=True,
    help="Although a release rule wants a second person's approval; author and approvers are told.",
)
@click.option(
    "--reason", type=SAID, help="With --without-approval: why, in one line; those told read it."
)
@as_option
@click.pass_obj
def release(
    shell: Shell,
    letters: tuple[int, ...],
    without_approval: bool,
    reason: str | None,
    acts_as: str | None,
) -> None:
    """Lets held letters go: now, or when their sender asked for.

    What a release rule holds waits for congvu queue approve.
    """
    if without_approval != (reason is not None):
        raise click.UsageError("--without-approval and --reason belong together")
    end = schedule(shell).end(shell.now, held=False)
    act = acting(shell, acts_as)

    async def released(store: "Store", number: int) -> Done:
        return await _by_right(
            store, act, lambda tx, by: queue.release(tx, number, by, act.now, end)
        )

    if reason is None:
        one_by_one(shell, letters, "released", released)
        return

    async def waived(store: "Store") -> None:
        for number in letters:
            known(number, await store.read(queue.story, number))
            _tell(shell, number, "", await _waived(store, number, act, reason, end))

    shell.with_store(waived)


async def _waived(
    store: "Store", number: int, act: Act, reason: str, end: datetime
) -> Decided | Barred:
    return await _by_right(
        store, act, lambda tx, by: approval.waive(tx, number, by, reason, act.now, end)
    )


async def _by_right(store: "Store", act: Act, do: Callable[[Tx, str], T]) -> T:
    """What *do* gives, in the transaction that looks whether they may release held mail."""
    nowhere = OfOffice("")
    done = await store.write(
        entitled.by_right, Doing.RELEASE, nowhere, act, lambda tx, who: do(tx, who.by)
    )
    if isinstance(done, Denied):
        raise Refused(denial(done, "held letters"))
    return done


@click.command()
@click.argument("letter", type=ID, metavar="ID")
@click.option("--as", "email", type=EMAIL, required=True, help="The mailbox of who approves.")
@click.pass_obj
def approve(shell: Shell, letter: int, email: str) -> None:
    """Lets a letter go that a release rule holds, because a second person approves of it.

    What is approved is this content for these recipients, by SHA-256; nothing else is sent.

    \b
    Example:
      congvu queue approve 0000HX --as lanhdao@vpcp.gov.vn
    """
    end = schedule(shell).end(shell.now, held=False)

    async def approved(store: "Store") -> None:
        known(letter, await store.read(queue.story, letter))
        done = await store.write(approval.approve, letter, email, actor(), shell.now, end)
        _tell(shell, letter, email, done)

    shell.with_store(approved)


@click.command()
@click.argument("letter", type=ID, metavar="ID")
@click.option("--as", "email", type=EMAIL, required=True, help="The mailbox of who rejects it.")
@click.option("--reason", type=SAID, required=True, help="Why, in one line; its author reads it.")
@click.pass_obj
def reject(shell: Shell, letter: int, email: str, reason: str) -> None:
    """Sends a letter back that a release rule holds, because a second person rejects it.

    \b
    Example:
      congvu queue reject 0000HX --as lanhdao@vpcp.gov.vn --reason "sai phụ lục, gửi lại bản mới"
    """
    from mail.rejecting import reject_letter

    reports, by, now = bounces(shell), actor(), shell.now

    async def rejected(store: "Store") -> None:
        known(letter, await store.read(queue.story, letter))
        _tell(
            shell,
            letter,
            email,
            await reject_letter(store, reports(store), letter, email, by, reason, now),
        )

    shell.with_store(rejected)


def _tell(shell: Shell, number: int, email: str, done: Decided | Barred) -> None:
    zone, name = shell.config.office.zone, receipt.encode(number)
    if isinstance(done, Barred):
        raise Refused(_barred(name, email, done, zone))
    stays = done.asked.then if done.asked.decision is Decision.APPROVED else None
    after = f", and stays held by the rule {stays}" if stays else ""
    output.say(
        f"{name}: {decided(done.asked, zone)}, recipients: {done.recipients}{after};"
        f" SHA-256 {done.asked.seal.content.hex()}"
    )


def _barred(name: str, email: str, barred: Barred, zone: tzinfo) -> str:
    asked = barred.asked
    if asked is None:
        return _BARS[barred.why].format(name=name, email=email)
    return _BARS[barred.why].format(
        name=name,
        email=email,
        rule=asked.rule,
        entitled=approvers(asked),
        decided=decided(asked, zone),
        end=_at(asked.expires_at, zone),
    )


def approvers(asked: Approval) -> str:
    """Who may decide, as the rule names them."""
    return "; ".join(map(str, asked.entitled))


def decided(asked: Approval, zone: tzinfo) -> str:
    """How it was decided, by whom and when; that it waits, and until when, where it was not."""
    if asked.decision is None or asked.decided_at is None:
        return f"waits for approval until {_at(asked.expires_at, zone)}"
    who = asked.approver_name or asked.by
    return f"{asked.decision}{f' by {who}' if who else ''} at {_at(asked.decided_at, zone)}"


def fields(asked: Approval | None, zone: tzinfo) -> Iterator[tuple[str, str]]:
    """What `show` and `why` tell of it."""
    if asked is None:
        return
    yield "rule", f"{asked.rule}, asked by {asked.author_name} at {_at(asked.asked_at, zone)}"
    yield "approvers", approvers(asked)
    reason = f": {asked.reason}" if asked.reason else ""
    yield "approval", f"{decided(asked, zone)}{reason}"
    yield "SHA-256 of envelope", asked.seal.envelope.hex()


def facts(asked: Approval | None) -> dict[str, Any] | None:
    """The same for programs."""
    if asked is None:
        return None
    return {
        "rule": asked.rule,
        "author": asked.author_name,
        "approvers": [str(one) for one in asked.entitled],
        "asked_at": asked.asked_at,
        "expires_at": asked.expires_at,
        "content_sha256": asked.seal.content,
        "envelope_sha256": asked.seal.envelope,
        "decision": asked.decision,
        "decided_at": asked.decided_at,
        "approver": asked.approver_name,
        "by": asked.by,
        "reason": asked.reason,
    }


def _at(instant: datetime, zone: tzinfo) -> str:
    return f"{instant.astimezone(zone):%H:%M on %d/%m/%Y}"
