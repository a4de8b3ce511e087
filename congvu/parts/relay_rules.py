"""The operator's rules as the relay keeps to them: made of the configuration, and made anew at SIGHUP."""

from collections.abc import Callable

import structlog

from congvu.config import Config, ConfigMissing, ConfigRefused, load
from congvu.config.rule import Rule as Written
from mail.matrix import Matrix
from mail.rule import ALL_DAY, Addresses, Concern, Hours, Limit, Rule
from schedules.official import official_calendar
from work.allowance import Measure
from work.dated import DataRefused

MEND = "the rules from before hold on; mend it, see congvu check, then SIGHUP"

log = structlog.get_logger()


def matrix(config: Config) -> Matrix:
    """Every rule; raises DataRefused where one asks for working days and an overlay cannot be read."""
    return Matrix(
        tuple(
            _rule(written, f"{config.path.name}:{line}", config)
            for written, line in zip(config.relay.rule, config.rule_lines, strict=True)
        )
    )


def reload(running: Config, exchange: Callable[[Matrix], None]) -> None:
    """Hands *exchange* the rules that stand in the file now; a broken file changes nothing, and is told line by line."""
    path = running.path
    try:
        config = load(path)
        rules = matrix(config)
    except ConfigRefused as refused:
        for problem in refused.problems:
            told = {"file": str(path), "line": problem.line, "problem": problem.sentence}
            log.error("rules.kept", **told, remedy=MEND)
        return
    except (ConfigMissing, DataRefused) as refused:
        log.error("rules.kept", file=str(path), problem=str(refused), remedy=MEND)
        return
    exchange(rules)
    log.info("rules.reloaded", rules=len(rules.rules), file=str(path))
    if waiting := _changed(running, config):
        log.warning("reload.waits", sections=waiting, remedy="restart to let these hold")


def _changed(running: Config, config: Config) -> list[str]:
    """The sections that differ in more than what SIGHUP reads again."""
    changed = {
        name for name in Config.model_fields if getattr(running, name) != getattr(config, name)
    }
    again = {"relay": ("rule",), "secrecy": ("rules_file",)}
    same = {name for name, options in again.items() if _is_same(running, config, name, options)}
    return sorted(changed - same)


def _is_same(running: Config, config: Config, name: str, options: tuple[str, ...]) -> bool:
    """Whether a section differs in nothing but *options*."""
    before, after = getattr(running, name), getattr(config, name)
    kept = {option: getattr(before, option) for option in options}
    return bool(after.model_copy(update=kept) == before)


def _rule(written: Written, source: str, config: Config) -> Rule:
    return Rule(
        name=written.name,
        source=source,
        concern=Concern(
            frozenset(written.agencies),
            frozenset(written.logins),
            frozenset(written.except_logins),
            written.kind,
        ),
        mail_from=_addresses(written.mail_from),
        header_from=_addresses(written.header_from),
        header_sender=_addresses(written.header_sender),
        header_reply_to=_addresses(written.header_reply_to),
        header_resent=_addresses(written.header_resent),
        rcpt_to=_addresses(written.rcpt_to),
        rcpt_not_to=_addresses(written.rcpt_not_to),
        hours=_hours(written, config),
        limits=_limits(written),
        counted_by=written.counted_by,
    )


def _addresses(written: tuple[str, ...] | None) -> Addresses | None:
    return None if written is None else Addresses.of(written)


def _hours(written: Written, config: Config) -> Hours | None:
    if written.hours is None and written.days == "all":
        return None
    zone, calendar = config.office.zone, None
    if written.days == "working":
        calendar = official_calendar(*config.schedules.calendars, zone=zone)
    return Hours(zone, written.hours or ALL_DAY, calendar)


def _limits(written: Written) -> tuple[Limit, ...]:
    asked = (
        (Measure.LETTERS_HOUR, written.letters_per_hour),
        (Measure.LETTERS_DAY, written.letters_per_day),
        (Measure.RECIPIENTS_HOUR, written.recipients_per_hour),
        (Measure.RECIPIENTS_DAY, written.recipients_per_day),
        (Measure.NEW_RECIPIENTS_DAY, written.new_recipients_per_day),
    )
    return tuple(Limit(measure, most) for measure, most in asked if most is not None)
