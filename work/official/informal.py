"""What a letter asks that is no document: a few words among colleagues, or from a citizen."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import NamedTuple

from work.kind import NUMBER
from work.official.asking import asks
from work.official.body import body_of
from work.official.cues import windows
from work.official.doer import Doing, doing_in, name_key, product_in
from work.official.draft import DOUBTFUL, Draft
from work.official.drafting import Drafts
from work.official.english import from_english
from work.official.folded import folded
from work.official.letter import Letter
from work.official.page import Page
from work.official.reconsidered import EVEN, HARDLY, is_weighed, perhaps_limits, reconsidered
from work.official.rephrased import Rephrased, rephrased
from work.official.sentences import sentences_of
from work.official.weighed import Body
from work.reading.asked import read
from work.reading.point import Day
from work.reading.said import Asked, ByPoint, Recurring, WithinTerm

MOST = 20  # sentences that ask, of which one tells by when
MOST_OF_KIND = 3  # words that only tell of what kind somebody is
_AUTOMATIC = re.compile(r"no-?reply|do-?not-?reply|mailer-daemon|notification|tu dong")
_TO_NOBODY = re.compile(
    r"thu tu dong|ban tin|khong tra loi thu nay|diem bao|bao chi .{0,20}tong hop|thuc don|quang cao|unsubscribe|huy dang ky"
)
_OFFERS = re.compile(r"khuyen mai|uu dai|giam gia|bao gia")
_PERSON = re.compile(r"(?:cac |quy )?(?:anh|chi|co|chu|thay|bac|ong|ba|em|chau)\b")
_ASKS = re.compile(
    r"\b(?:de nghi|yeu cau|kinh mong|mong (?:quy|anh|chi)|nho (?:anh|chi|em|cac|moi|quy)|xin (?:anh|chi|quy|y kien|ung ho)|giup (?:em|anh|minh|toi|chi)"
    r"|(?<!em )(?<!toi )(?<!xin )(?<!kinh )gui (?:cho |lai )?(?:em|anh|chi|minh|toi|lai)|nop (?:em|anh|chi|cho|lai|bao cao)|(?:bao cao|tra loi) (?:anh|chi|em|sep|toi)\b|bo sung|xin dinh chinh|cho (?:em|anh|chi) xin|nhan (?:lai )?(?:cho )?(?:em|anh|chi|minh|toi)\b|phai (?:gui|nop|bao cao)|can (?:anh|chi|em|cac|moi nguoi|ac|a/c|ace) (?!thong cam|yen tam|biet|luu y)[a-z]+|vui long (?!bo qua|khong |lien he|xem )[a-z]+ [^.;]{0,80}\b(?:truoc|cham nhat|den het)|(?:gui|nop|chot|bao|tra|chuyen|bo sung|kiem tra|xem|dang ky|xac nhan|phan hoi|tra loi|lam) [^.!?]{2,80}\bnhe|xin hoi (?:quy|anh|chi|cho|ve)|(?:xin|mong|nho) (?:so|phong|van phong|ban|don vi|thay|bac|chu|sep) (?!thong cam|luu y|chia se)[a-z]+|(?:anh|chi|thay|co|bac|chu|sep|phong) cho (?:em|toi|minh|chau)\b(?! (?:hoi|biet la))|cho (?:em|toi|minh|chau) xin\b(?! (?:loi|phep))|mong (?:som )?nhan duoc (?:phuc dap|tra loi|hoi am|phan hoi|y kien)|(?<!em )(?<!toi )(?<!xin )(?<!kinh )gui [^.;?!]{0,80}\b(?:nhe|giup)\b|(?:please|kindly) (?:send|submit|reply|return|provide|confirm|complete|let us)|(?:we would|would be) (?:appreciate|grateful|welcome)|you are (?:requested|required|invited) to)\b"
)
# What its writer has done: "Em đã bổ sung anh Toản vào danh sách …".
_DID = re.compile(
    r"(?:da |vang |thua )*(?:em|toi|minh|chung (?:toi|em)) da\b(?!.*\b(?:de nghi|nho|mong|yeu cau|giup|xin|gui lai)\b)"
)
_EVERYBODY = re.compile(r"(?:cac |quy )?(?:ca nha|moi nguoi|ban|dong nghiep|ace)\b")
# What its writer wishes is no day by which anybody has to do anything.
_WISHES = re.compile(
    r"\b(?:xin|cho|duoc|muon) (?:duoc )?(?:lui|gia han|doi|hoan|cham|nghi|keo dai)\b"
)
_WEEKDAY = re.compile(
    r"(?:^|, )((?:(?:sáng|chiều)\s+)?(?:thứ (?:hai|ba|tư|năm|sáu|bảy|\d)|chủ nhật))", re.IGNORECASE
)
_TO = r"(?:(?:kinh|than|tran trong) )?(?:gui|chuyen|thua)|dear|(?:da,? )?(?:(?:em|chau|toi|minh) )?(?:xin )?(?:kinh )?chao|da,?(?= (?:anh|chi|co|chu|thay|bac|em|sep)\b)"
_ADDRESSED = re.compile(
    rf"(?:{_TO})\s*:?\s+((?:(?!, (?:de nghi|yeu cau|kinh|nho|xin)\b| so \d)[^\n!;]){{2,160}}?)\s*[,!.:;]*(?:\n|$)"
)
_AIMED = re.compile(
    r"\bđể\b[^,;()]*\bkịp\b[^,;()]*$"
)  # "gửi lại trước ngày 4/12 để kịp ký trong tháng 12"
_GREETS = re.compile(rf"(?:{_TO})\s*:?\s+[^\n!]{{2,200}}?[,!.:;]*")
# What only greets in it: "Anh Phúc thân mến", "Chị Thoa à".
_FRIENDLY = re.compile(r"\s+(?:thân mến|thân|kính mến|yêu quý|ơi|à|ạ|nhé)\s*$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_VOCATIVE = re.compile(
    r"^(?:(?:kinh gui|kinh thua|than gui|gui|dear|chao|thua)\s*:?\s+)?((?!(?:kinh|than) gui\b)(?:(?:(?:anh|chi|co|chu|ong|ba|em) [a-z]+(?:, | va ))+(?:anh|chi|co|chu|ong|ba|em) [a-z]+(?=,)|.{2,40}?))(?:,|!|\n|\s+(?=oi\b|gui\b|bo sung\b|giup\b|nop\b))"
)


class Requests(NamedTuple):
    """What is *found* to be asked of what *body* says, and what is *perhaps* asked, by times that are hardly limits."""

    found: tuple[Draft, ...]
    perhaps: tuple[Draft, ...]
    body: Body


def requests_in(letter: Letter, page: Page) -> Requests:
    """What is asked, never certainly: each thing by its day, else the one thing that is asked, or that somebody is invited.

    Where no words ask, its times count by how likely each is a limit; where nobody in particular is written to,
    they are only shown.
    """
    called = _called(page.text.strip())
    names = () if called is None else (called,)
    body = mail_body(letter, page)
    if _is_for_nobody(letter, page):
        return Requests((), tuple(perhaps_limits([], body, names)), body)
    by_rules, asked = _requests(letter, page, called)
    if asked:
        found = reconsidered(by_rules, body, names, HARDLY)
        gone = [draft for draft in by_rules if draft not in found]
    else:
        likely = reconsidered(by_rules, body, names, EVEN) if is_weighed(body) else []
        found = [one for one in likely if one.asked is not None]
        gone = []  # its times are below, where they are not too unlikely
    more = perhaps_limits([*found, *gone], body, names)
    return Requests(tuple(found), (*gone, *more), body)


def mail_body(letter: Letter, page: Page) -> Body:
    """What *page*, the letter itself, says below its greeting."""
    return Body.of(body_of(_below_greeting(page.lines), 0)[0], "", sent_on(letter))


def sent_on(letter: Letter) -> date | None:
    """The day on which *letter* says it was sent."""
    return None if letter.sent is None else letter.sent.date()


def _requests(letter: Letter, page: Page, called: str | None) -> tuple[list[Draft], bool]:
    """What the rules find, and whether any words ask for it."""
    text = page.text.strip()
    drafts = Drafts(() if called is None else (called,))
    drafts.take(body_of(_below_greeting(page.lines), 0)[0])
    dated = [_told_to(one, called, drafts.base) for one in drafts.found if _is_asked(one)]
    if dated and (drafts.invites or any(one.named for one in dated) or any(_asking(text))):
        return dated, True
    one = _request_in(text, called)
    if one is None and drafts.invites and called is not None:
        one = Draft(letter.subject, called, (), None, sure=DOUBTFUL)
    return (dated, False) if one is None else ([one], True)


def _asking(text: str) -> Iterator[str]:
    """The sentences of *text* that ask something."""
    plain = ((one, folded(one)) for one in sentences_of(text))
    return (one for one, said in plain if _ASKS.search(said) and not _DID.match(said))


def _told_to(draft: Draft, called: str | None, base: Doing | None) -> Draft:
    """*draft* of those who are named in it, or ordered above its points, else of whom the letter speaks to."""
    ordered = base is not None and base.ordered and base.lead == draft.lead
    named = doing_in(draft.content, ()).lead if draft.named else None
    lead = named or (draft.lead if draft.named or ordered else None)
    return replace(draft, lead=_lead(lead, called) or draft.lead, sure=DOUBTFUL)


def _is_asked(draft: Draft) -> bool:
    """Whether *draft* is asked by a day: what comes round only where an order says so, and no time for which it is asked."""
    if draft.asked is None or _is_paper(draft):
        return False
    before, _, _ = draft.content.partition(draft.when or "")
    round_and_round = isinstance(draft.asked.when, Recurring) and asks(draft.content)
    return (round_and_round or _is_once(draft.asked)) and _AIMED.search(before) is None


def _lead(named: str | None, called: str | None) -> str | None:
    """Who has to do it: as *called*, where those *named* are only told by what they are: "các đơn vị"."""
    if named is None or called is None:
        return named or called
    at = f" {name_key(called)} ".find(f" {name_key(named)} ")
    if at >= 0:
        return called[at:]
    return called if named.islower() and len(named.split()) <= MOST_OF_KIND else named


def _is_paper(draft: Draft) -> bool:
    """Whether what seems to have to do it is a paper by its number, in a list of what is overdue: "CV 12/SNV-VP - hạn 30/9: …"."""
    return NUMBER.search(draft.lead or "") is not None


def _is_for_nobody(letter: Letter, page: Page) -> bool:
    """Whether a robot wrote it, or it is sent to many."""
    text = f"{folded(letter.subject)}\n{folded(page.text.strip())}"
    offers = _OFFERS.search(text) and not _PERSON.match(folded(_called(page.text.strip()) or ""))
    return bool(_AUTOMATIC.search(letter.author.lower()) or _TO_NOBODY.search(text) or offers)


def _request_in(text: str, called: str | None) -> Draft | None:
    """The one thing that is asked; None where nothing is."""
    phrased = [(one, _said(one)) for one in islice(_asking(text), MOST)]
    told = [(one, said, _asked(said.text)) for one, said in phrased]
    if not told:
        return None
    sentence, said, asked = next((one for one in told if one[2] is not None), told[0])
    when = None if asked is None else said.as_written(asked.words).removeprefix("vào ")
    content = " ".join(sentence.split())
    doing = doing_in(content, ())
    return Draft(
        content,
        _lead(doing.lead, called),
        (),
        product_in(content),
        asked,
        when,
        False,
        DOUBTFUL,
        once=True,
    )


def _said(sentence: str) -> Rephrased:
    english = from_english(sentence)
    return rephrased(english.text).behind(english)


def _called(text: str) -> str | None:
    """Whom the letter speaks to."""
    plain = folded(text)
    called = _ADDRESSED.match(plain) or _VOCATIVE.match(plain)
    if called is None or _EVERYBODY.match(called[1]):
        return None
    named = _IN_BRACKETS.sub("", text[called.start(1) : called.end(1)]).strip()
    return _FRIENDLY.sub("", named)


def _below_greeting(lines: tuple[str, ...]) -> tuple[str, ...]:
    """*lines* without that in which somebody is greeted."""
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    greets = _GREETS.fullmatch(folded(lines[first]).strip()) if lines else None
    return lines[first + 1 :] if greets else lines


def _asked(text: str) -> Asked | None:
    found = list(read(text).deadlines)
    begun = _WEEKDAY.search(text)
    if begun is not None:
        found += read(f"Gửi báo cáo vào {begun[1].lower()}.").deadlines
    if not found and not _WISHES.search(folded(text)):
        found = [one for added, part in windows(text, True) for one in read(added + part).deadlines]
    return next((one for one in found if _is_once(one)), None)


def _is_once(asked: Asked) -> bool:
    """Whether it is due on one day: a report's day of one month is, whatever the report is called."""
    match asked.when:
        case ByPoint():
            return True
        case WithinTerm():  # from when on has to be said
            return re.search(r"\b(?:tu|nhan|ky)\b", folded(asked.words)) is not None
        case Recurring(points):
            return isinstance(points[0].where, Day) and points[0].where.month is not None
    return False
