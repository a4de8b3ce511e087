"""What a sender is told whose letter a rule does not let pass: the rule, why, and what to do; in ASCII."""

from datetime import datetime, tzinfo

from mail.address import comparable
from mail.mailbox import Unreadable
from mail.rule import Addresses, Hours, Limit
from mail.smtp.reply import Reply
from work.letter import Origin

MOST_NAMED = 4  # of what a rule allows
DAYS = "working days"


def at(instant: datetime, zone: tzinfo) -> str:
    """*instant* as a clock of *zone* shows it, with the zone.

    >>> from datetime import UTC
    >>> at(datetime(2026, 11, 24, 7, 30, tzinfo=UTC), UTC)
    '07:30 on 24/11/2026 (+00:00)'
    """
    local = instant.astimezone(zone)
    return f"{local:%H:%M on %d/%m/%Y} ({local.isoformat()[-6:]})"


def whose(origin: Origin) -> str:
    """Who sends, in words."""
    return f"login {origin.login}" if origin.login else f"agency {origin.agency}"


def not_as(rule: str, origin: Origin, field: str, address: str, allowed: Addresses) -> Reply:
    """For ever: the sender may not write as *address* there."""
    text = (
        f"Rule {rule} lets {whose(origin)} name in {field} {_listed(allowed)} only, not"
        f" {_plain(address)}; write one of these, or ask the operator to add yours"
    )
    return Reply(550, "5.7.1", text)


def unreadable(rule: str, field: str, found: Unreadable) -> Reply:
    """For ever: what cannot be read cannot be compared."""
    plain = found.reason.encode("ascii", "replace").decode()
    text = (
        f"Rule {rule} looks at {field}, which cannot be read: {plain}; write it as RFC 5322 has it"
    )
    return Reply(554, "5.6.0", text)


def not_to(rule: str, origin: Origin, address: str, allowed: Addresses) -> Reply:
    """For ever: the sender may write to others only."""
    text = (
        f"Rule {rule} lets {whose(origin)} write to {_listed(allowed)} only, not to"
        f" {_plain(address)}; leave this recipient out, or ask the operator to add them"
    )
    return Reply(550, "5.7.1", text)


def never_to(rule: str, origin: Origin, address: str) -> Reply:
    """For ever: nobody there gets letters from the sender."""
    text = (
        f"Rule {rule} lets {whose(origin)} not write to {_plain(address)};"
        " leave this recipient out, or ask the operator"
    )
    return Reply(550, "5.7.1", text)


def hours(rule: str, when: Hours, now: datetime) -> Reply:
    """For now: letters are taken at other hours."""
    opens = when.next_open(now)
    later = f"send after {at(opens, when.zone)}" if opens else "ask the operator when"
    text = f"Rule {rule} takes letters {spelled(when)} only; {later}"
    return Reply(450, "4.7.1", text)


def spelled(when: Hours) -> str:
    """The hours in words."""
    spans = ", ".join(
        f"{a:%H:%M}-{'24:00' if b.second else format(b, '%H:%M')}" for a, b in when.spans
    )
    return f"{spans} on {'every day' if when.calendar is None else DAYS}"


def never_so_many(rule: str, limit: Limit, number: int) -> Reply:
    """For ever: this letter alone is more than is allowed in a whole hour or day."""
    text = (
        f"Rule {rule} allows {spelled_limit(limit)}, and this letter alone has {number};"
        " send it to fewer, or ask the operator"
    )
    return Reply(550, "5.7.1", text)


def used_up(rule: str, limit: Limit, number: int, left: int, again: str) -> Reply:
    """For now: less is left than this letter needs."""
    allowed, verb = f"Rule {rule} allows {spelled_limit(limit)}", "is" if left == 1 else "are"
    if limit.measure.noun == "letters":
        return Reply(452, "4.7.1", f"{allowed}, and none is left; send it after {again}")
    fewer = "send it to fewer, or" if left else "send it"
    text = f"{allowed}; {left} {verb} left and this letter has {number}; {fewer} after {again}"
    return Reply(452, "4.7.1", text)


def spelled_limit(limit: Limit) -> str:
    """The limit in words.

    >>> from work.allowance import Measure
    >>> spelled_limit(Limit(Measure.LETTERS_HOUR, 1)), spelled_limit(Limit(Measure.RECIPIENTS_DAY, 9))
    ('1 letter an hour', '9 recipients a day')
    """
    noun, unit = limit.measure.noun, limit.measure.unit
    counted = noun.removesuffix("s") if limit.most == 1 else noun
    return f"{limit.most} {counted} {'an' if unit == 'hour' else 'a'} {unit}"


def _listed(allowed: Addresses) -> str:
    named = [_plain(word) for word in allowed.written[:MOST_NAMED]]
    more = len(allowed.written) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _plain(address: str) -> str:
    """An address as a reply may hold it: without line breaks, in ASCII."""
    shown = comparable(address) if "@" in address else address
    return "".join(c if " " < c <= "~" else "?" for c in shown)
