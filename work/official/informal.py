"""What a letter asks that is no document: a few words among colleagues, or from a citizen."""

import re
from dataclasses import replace

from work.kind import NUMBER
from work.official.body import body_of
from work.official.cues import windows
from work.official.doer import doing_in, name_key, product_in
from work.official.draft import DOUBTFUL, Draft
from work.official.drafting import Drafts
from work.official.english import from_english
from work.official.folded import folded
from work.official.letter import Letter
from work.official.page import Page
from work.official.rephrased import Rephrased, rephrased
from work.official.sentences import sentences_of
from work.reading.asked import read
from work.reading.point import Day
from work.reading.said import Asked, ByPoint, Recurring, WithinTerm

MOST = 20  # sentences that ask, of which one tells by when
_AUTOMATIC = re.compile(r"no-?reply|do-?not-?reply|mailer-daemon|notification|tu dong")
_TO_NOBODY = re.compile(
    r"thu tu dong|ban tin|khong tra loi thu nay|diem bao|bao chi .{0,20}tong hop|thuc don|khuyen mai|uu dai|giam gia|bao gia|quang cao|unsubscribe|huy dang ky"
)
_ASKS = re.compile(
    r"\b(?:de nghi|yeu cau|kinh mong|mong (?:quy|anh|chi)|nho (?:anh|chi|em|cac|moi|quy)|xin (?:anh|chi|quy|y kien|ung ho)|giup (?:em|anh|minh|toi|chi)"
    r"|(?<!em )(?<!toi )(?<!xin )(?<!kinh )gui (?:cho |lai )?(?:em|anh|chi|minh|toi|lai)|nop (?:em|anh|chi|cho|lai|bao cao)|(?:bao cao|tra loi) (?:anh|chi|em|sep|toi)\b|bo sung|xin dinh chinh|cho (?:em|anh|chi) xin|nhan (?:lai )?(?:cho )?(?:em|anh|chi|minh|toi)\b|phai (?:gui|nop|bao cao)|can (?:anh|chi|em|cac|moi nguoi|ac|a/c|ace) (?!thong cam|yen tam|biet|luu y)[a-z]+|vui long (?!bo qua|khong |lien he|xem )[a-z]+ [^.;]{0,80}\b(?:truoc|cham nhat|den het)|(?:gui|nop|chot|bao|tra|chuyen|bo sung|kiem tra|xem|dang ky|xac nhan|phan hoi|tra loi|lam) [^.!?]{2,80}\bnhe|xin hoi (?:quy|anh|chi|cho|ve)|mong (?:som )?nhan duoc (?:phuc dap|tra loi|hoi am|phan hoi|y kien)|(?<!em )(?<!toi )(?<!xin )(?<!kinh )gui [^.;?!]{0,80}\b(?:nhe|giup)\b|(?:please|kindly) (?:send|submit|reply|return|provide|confirm|complete|let us)|you are (?:requested|required|invited) to)\b"
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
_ADDRESSED = re.compile(r"^kinh gui\s*:\s+([^\n,;:!]{40,120})[,!]?\n")  # longer than a vocative
_VOCATIVE = re.compile(
    r"^(?:(?:kinh gui|kinh thua|gui|dear|chao|thua)\s*:?\s+)?((?:(?:anh|chi|co|chu|ong|ba|em) [a-z]+(?:, | va ))+(?:anh|chi|co|chu|ong|ba|em) [a-z]+(?=,)|.{2,40}?)(?:,|!|\n|\s+(?=oi\b|gui\b|bo sung\b|giup\b|nop\b))"
)


def requests_in(letter: Letter, page: Page) -> tuple[Draft, ...]:
    """What is asked, never certainly: of each who is named by a date where several are, else the one thing."""
    drafts = Drafts()
    drafts.take(body_of(page.lines, 0)[0])
    several = [
        one for one in drafts.found if one.asked is not None and one.named and not _is_paper(one)
    ]
    if len(several) > 1 and not is_for_nobody(letter, page):
        return tuple(replace(one, sure=DOUBTFUL) for one in several)
    one = _request_in(letter, page)
    return () if one is None else (one,)


def _is_paper(draft: Draft) -> bool:
    """Whether what seems to have to do it is a paper by its number, in a list of what is overdue: "CV 12/SNV-VP - hạn 30/9: …"."""
    return NUMBER.search(draft.lead or "") is not None


def is_for_nobody(letter: Letter, page: Page) -> bool:
    """Whether a robot wrote it, or it is sent to many."""
    text = f"{folded(letter.subject)}\n{folded(page.text.strip())}"
    return (
        _AUTOMATIC.search(letter.author.lower()) is not None or _TO_NOBODY.search(text) is not None
    )


def _request_in(letter: Letter, page: Page) -> Draft | None:
    """The one thing that is asked; None where nothing is."""
    text = page.text.strip()
    if is_for_nobody(letter, page):
        return None
    plain = ((one, folded(one)) for one in sentences_of(text))
    asking = [one for one, said in plain if _ASKS.search(said) and not _DID.match(said)]
    phrased = [(one, _said(one)) for one in asking[:MOST]]
    told = [(one, said, _asked(said.text)) for one, said in phrased]
    if not told:
        return None
    sentence, said, asked = next((one for one in told if one[2] is not None), told[0])
    when = None if asked is None else said.as_written(asked.words).removeprefix("vào ")
    content = " ".join(sentence.split())
    doing = doing_in(content, ())
    called = _called(text)
    lead = doing.lead or called
    if lead and called and f" {name_key(lead)} " in f" {name_key(called)}":
        lead = called[f" {name_key(called)}".index(f" {name_key(lead)} ") :]
    return Draft(content, lead, (), product_in(content), asked, when, False, DOUBTFUL, once=True)


def _said(sentence: str) -> Rephrased:
    english = from_english(sentence)
    return rephrased(english.text).behind(english)


def _called(text: str) -> str | None:
    """Whom the letter speaks to."""
    plain = folded(text)
    called = _ADDRESSED.match(plain) or _VOCATIVE.match(plain)
    if called is None or _EVERYBODY.match(called[1]):
        return None
    return text[called.start(1) : called.end(1)].strip()


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
