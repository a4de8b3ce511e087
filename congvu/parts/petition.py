"""What events of petitions need from outside the store: clocks by the office's rules, and letters in its words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from congvu.config import Config
from congvu.parts.schedules import writer
from mail.notice import Writer, letter
from schedules.official import official_calendar
from schedules.petition import Redirect, Rules, clocks_by, rules
from store.petition import Hands, Naming
from templates import render, sentence
from work.letter import NewLetter
from work.notice import Channel, Notice
from work.petition_letter import Writing
from work.undisclosed import PETITION

KIND = "petition"


def petition_rules(config: Config) -> Rules:
    """The law's terms with the office's own over them; raises DataRefused for a file that cannot be read."""
    return rules(*config.schedules.petitions)


def hands(config: Config, simulated: bool, today: date, now: datetime) -> Hands:
    """All of it for one command that is run *now*, on the office's day *today*."""
    return handing(config, simulated)(today, now)


def handing(config: Config, simulated: bool) -> Callable[[date, datetime], Hands]:
    """What makes hands for a day and an instant; raises DataRefused for a file that cannot be read."""
    found = petition_rules(config)
    calendar = official_calendar(*config.schedules.calendars, zone=config.office.zone)
    who, clocks = writer(config, simulated), clocks_by(found, calendar)
    replies = next(iter(config.intake.petitions), None)

    def made(today: date, now: datetime) -> Hands:
        return Hands(
            today=today,
            clocks=clocks,
            compose=partial(written, found, who, now, replies=replies),
            name=partial(_naming, config.office.language),
            expires_at=now + config.relay.max_age,
            grounds=found.grounds_told,
            body=partial(body, found),
        )

    return made


def facts(found: Rules, writing: Writing, language: str) -> dict[str, Any]:
    """What the templates of letters to senders are written from; nothing of who sent the petition."""
    one = writing.petition
    redirect = found.redirect(one.kind, one.received)
    ground = found.grounds_on(one.received).get(one.ground or "")
    return {
        "letter": str(writing.kind),
        "code": one.code,
        "title": one.title,
        "kind": str(one.kind),
        "received": one.received.isoformat(),
        "day": writing.day.isoformat(),
        "due": None if writing.due is None else writing.due.isoformat(),
        "words": writing.reason,
        "competent": one.competent,
        "guided": redirect is not None and redirect.guides,
        "law": _law(redirect),
        "by": writing.facts.get("letter"),
        "result": one.result,
        "ground": None if ground is None else ground.name(language),
        "ground_law": "" if ground is None else ground.dated.act,
    }


def body(found: Rules, writing: Writing, language: str) -> str:
    """The paragraphs of a letter, as they stand in mail and on paper."""
    return render("mail/petition-body", facts(found, writing, language), language)


def _law(redirect: Redirect | None) -> str:
    return "" if redirect is None else redirect.dated.act


def written(
    found: Rules, who: Writer, now: datetime, writing: Writing, address: str, language: str,
    replies: str | None = None,
) -> NewLetter:  # fmt: skip
    """The letter ready for the spool, answered at *replies*. Its Message-ID is made of the event, so that it is the same however often it is written.

    By its way in all who trace letters know that they are not told whom it goes to.
    """
    about = writing.petition.id
    notice = Notice(
        id=0,
        dedup_key=f"{KIND}:{about}:{writing.number}:{address}",
        kind=KIND,
        channel=Channel.MAIL,
        person=0,
        address=address,
        language=language,
        reason="petitioner",
        facts={**facts(found, writing, language), "reply_to": replies},
        at=writing.at,
    )
    new = letter(notice, who, now)
    return new._replace(origin=replace(new.origin, listener=PETITION))


def _naming(language: str, code: str) -> Naming:
    told = {"code": code}
    return Naming(
        sentence("petition.issuer", told, language), sentence("petition.task", told, language)
    )


def letter_text(found: Rules, office: str, writing: Writing, language: str) -> tuple[str, str]:
    """Subject and text of a letter by mail, as its reader will see them."""
    told = {**facts(found, writing, language), "office": office}
    subject = " ".join(render(f"mail/{KIND}.subject", told, language).split())
    return subject, render(f"mail/{KIND}.text", told, language)
