"""What a document asks, sentence by sentence: of whom, what, and by when as it is said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from work.official import beside, table
from work.official.asking import asks, is_recital, is_schedule, opens_answer
from work.official.body import Paragraph
from work.official.clause import SUBMITS, Clause, begun, holds, tells_only
from work.official.doer import Doing, doing_in, name_key, names_in
from work.official.draft import FAIR, SURE, Draft
from work.official.elsewhere import Elsewhere
from work.official.english import from_english
from work.official.folded import folded
from work.official.framed import is_framed
from work.official.itself import Itself
from work.official.reason import without_reason
from work.official.rephrased import Rephrased, rephrased
from work.official.sentences import clauses_of, is_cut, sentences_of
from work.official.sift import stands
from work.reading.asked import read
from work.reading.said import Asked, Ongoing, Recurring, Target

FAR = 2  # years
_YEAR = re.compile(r"(?<!tháng )(?<!quý )\bnăm (20\d\d)$")
MOST = 300  # tasks of one document; what asks for more is no letter, and more days are told than were read
LONGEST_OF_KIND = 2  # words that tell only of what kind a body is: "Bệnh viện"
TABLE_CUE, BEFORE_CUE = "Hạn hoàn thành: ", "Hoàn thành trước ngày "
_RANGE = re.compile(r"(?<![\d/])(\d{1,2}/\d{1,2}(?:/\d{4})?)\s?[-–]\s?(?=\d{1,2}/\d{1,2}/\d{4})")
_HOUR = r"\d{1,2}\s?(?:h|g|giờ|:)\s?(?:\d{2})?"
_PROGRAMME = re.compile(rf"{_HOUR}\s?(?:-|–|đến)\s?{_HOUR}")  # of a day: when something is held
_BARE_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}")
_PLAIN_WORD = re.compile(r"^[\x00-\x7f]*[a-z]{3}[\x00-\x7f]*$")  # without accents
_GENERIC = re.compile(
    r"^(?:moi (?:co quan|don vi|dia phuong)|cac (?:co quan|don vi|so|so, ban|bo)(?:(?:,| va) (?:co quan|don vi|dia phuong|nganh|ban nganh))+|dong chi|quy (?:co quan|don vi|ubnd|bo|so|cong ty|ong|ba|vi)|cac (?:dong chi|anh,? chi|co quan|don vi|dia phuong|bo|so|nganh|ong|ba|xa|truong|dai bieu|vi dai bieu)|cong ty|trung tam|don vi"
    r"|co quan|hoi|chi cuc|chi nhanh|so|truong|ong|ba|ong/ba|truong|dia phuong|doanh nghiep|ban)$"
)
_ALL = re.compile(r"cac (?:co quan|don vi|dia phuong)")
_OF_KIND = re.compile(r"cong ty|trung tam|hoi|chi cuc|chi nhanh|truong|doanh nghiep|ban$")
_EXECUTION = re.compile(
    r"\bnghiem tuc (?:trien khai |to chuc )*thuc hien|\bthuc hien nghiem tuc\b|chiu trach nhiem (?:thi hanh|thuc hien|ca nhan|truoc)\b|\bthi hanh (?:quyet dinh|nghi quyet|ke hoach|thong bao|chi thi) nay|: cac (?:don vi|co quan) chu dong trien khai|\bbiet,? (?:va )?(?:phoi hop,? )?(?:thuc hien|trien khai)\b|hieu luc"
    r"|\bmong [^,;]{2,60}\bthong cam\b|\bmong (?:tiep tuc )?nhan duoc su (?:phoi hop|hop tac|quan tam|ung ho)\b|\b(?:quan tam|truc tiep)(?:,? (?:quan tam|truc tiep|phoi hop|lanh dao))*,? chi dao\W*$|\bkhong su dung (?:van ban|cong van|tai lieu)(?: nay| tren| neu tren)|\bcan cu [^;]*\b(?:quy dinh|tinh hinh)\b[^;]*\bde (?:to chuc )?(?:thuc hien|trien khai)\W*$"
)
# One of these stands in whatever that finds.
_OF_EXECUTION = (
    "nghiem tuc", "trach nhiem", "thi hanh", "chu dong trien khai", "biet", "hieu luc", "mong ", "chi dao", "khong su dung", "can cu",
)  # fmt: skip
_DATED = re.compile(
    r"\d(?:[/.-]\d| (?:ngay|tuan|thang|nam|gio)\b)|\b(?:thang |nam )\d|\bquy (?:\d|[iv]+\b)"
)
# On a draft that was sent round: "Khoản 3 Điều 14: đề nghị quy định thời hạn là …".
_OPINION = re.compile(
    r"(?:tai |ve )?(?:diem [a-z]|khoan|dieu|chuong|muc|trang|phan)\b[^:]{1,40}[:,] ?(?:de nghi|kien nghi) "
)
_ONLY_ORDERS = re.compile(r"^(?:yeu cau|de nghi|chi dao|giao|co y kien(?: chi dao| nhu sau)?)$")
# From when on what comes round is asked for: "từ tháng 12/2026, Sở đề nghị … thực hiện chế độ báo cáo".
_BEGINS = re.compile(
    r"\btu (?:ky bao cao )?(thang \d{1,2}(?:/| nam )\d{4})(?! (?:den|toi)\b)[^.;]{0,120}\b(?:che do|bao cao)\b"
)
# Behind the name of somebody who is no office: where they live.
_PERSON = re.compile(r"(?:ông|bà|anh|chị)\b", re.IGNORECASE)
_LIVES = re.compile(
    r",? (?:tổ|thôn|xóm|ấp|bản|khu phố|số|ngõ|đường|thường trú|địa chỉ|trú|ngụ)(?: \d| [A-ZĐ]| tại| ở|:).*$"
)
# Who heads the body that is addressed: "Giám đốc Bệnh viện Đa khoa Cẩm Lương".
_POST = re.compile(
    r"^(?:Giám đốc|Chủ tịch|Thủ trưởng|Hiệu trưởng|Lãnh đạo|Ban Giám đốc|Chánh Văn phòng) (?=[A-ZĐỦỤ])"
)
_IN_TABLE = re.compile(
    r"\b(?:neu|ghi|theo)(?: (?:tai|trong))? bang\b|\bbang (?:[a-z]+ ){0,3}(?:duoi day|sau day|kem theo|sau)\b"
)
_INVITES = re.compile(r"\b(?:kinh|tran trong) moi\b|\bmoi (?:du|tham du|dong chi|quy vi|cac)\b")


@dataclass(slots=True)
class Drafts:
    """What one document asks. *invites* says that it invites somebody, *undated* that a term has no beginning,
    *cut* that a sentence was read in pieces. *year* is that of its issue, 0 where
    it is not known; *own* are times of the issuer's own steps, each with its clause."""

    addressees: tuple[str, ...] = ()
    issuer: str = ""
    tied: bool = False
    answers: bool = False
    found: list[Draft] = field(default_factory=list)
    invites: bool = False
    undated: bool = False
    cut: bool = False
    base: Doing | None = None
    item: Doing | None = None
    taken: frozenset[str] = frozenset()
    before: str = ""
    told: Elsewhere = field(default_factory=Elsewhere)
    begins: str = ""
    at: int = 0
    lists: bool = False
    year: int = 0
    limits: dict[str, Asked] = field(default_factory=dict)
    own: list[tuple[str, str]] = field(default_factory=list)

    def take(self, paragraphs: tuple[Paragraph, ...]) -> None:
        """Reads all *paragraphs*."""
        self.told = Elsewhere.of("\n".join(paragraph.text for paragraph in paragraphs))
        for paragraph, following in pairwise((*paragraphs, Paragraph(""))):
            plain = folded(paragraph.text)
            if (begins := _BEGINS.search(plain)) is not None:
                self.begins = f"bắt đầu từ {begins[1]}"
            self.invites |= "moi " in plain and _INVITES.search(plain) is not None
            count = len(self.found)
            if paragraph.rows:
                self._take_table(paragraph)
            elif not _leads_to_table(paragraph, following):
                self._take_sentences(paragraph.text, bool(paragraph.mark))
            self._keep_limit(paragraph.mark, self.found[count:])
            self.at += len(paragraph.text) + 1

    def binds_issuer(self, draft: Draft) -> bool:
        """Whether the time of *draft* is that of a step of the issuer's own."""
        when = draft.when or ""
        return any(
            when in words and (text in draft.content or draft.content in text)
            for words, text in self.own
            if when
        )

    def _is_far(self, asked: Asked) -> bool:
        """Whether a year alone is told that is long after the document: what is planned by then is no limit."""
        year = _YEAR.search(asked.words)
        return year is not None and self.year > 0 and int(year[1]) >= self.year + FAR

    def _keep_limit(self, mark: str, found: list[Draft]) -> None:
        """What a point asks by when, for those that only say "như mục 2"."""
        asked = next((one.asked for one in reversed(found) if one.asked is not None), None)
        if mark and asked is not None:
            self.limits[re.sub(r"\W", "", mark).lower()] = asked

    def _take_table(self, paragraph: Paragraph) -> None:
        for row in (table.tasks_in(paragraph.rows) or ())[:MOST]:
            self._take_row(row)

    def _take_row(self, row: table.Row) -> None:
        if _PROGRAMME.fullmatch(row.when):
            row = replace(row, when="")
        said = BEFORE_CUE if row.before else TABLE_CUE
        cue = folded(said) if _PLAIN_WORD.search(row.when) else said
        said = rephrased(cue + _RANGE.sub(r"từ \1 đến ", row.when)).text
        reading = read(said).deadlines if row.when else ()
        if not reading and _BARE_DAY.fullmatch(row.when):
            reading = read(f"{TABLE_CUE}ngày {row.when}").deadlines
        asked = (
            reading[0] if reading and not isinstance(reading[0].when, Ongoing | Target) else None
        )
        helpers = (row.helpers,) if row.helpers else ()
        when = row.when if asked else None
        product = row.product or row.what
        lead = row.lead or "; ".join(self.addressees) or None
        self.found.append(Draft(row.what, lead, helpers, product, asked, when, True, FAIR))

    def _take_sentences(self, text: str, marked: bool) -> None:
        if not text.strip() or (folded(text).startswith("can cu ") and not asks(text)):
            return
        if not marked:
            self.item = None
        if not marked or text.endswith(":"):
            self.lists = beside.lists_limits(text)
        self.before = ""
        sentences = sentences_of(text)
        self.cut |= is_cut(text)
        lead: Doing | None = None
        for sentence in sentences:
            if len(self.found) >= MOST:
                return
            place = self.at + text.find(sentence)
            dated = self.told.put_in(sentence, place)
            if marked and self.lists and (item := beside.item_due(sentence)) is not None:
                dated = Rephrased(f"{item[0]}, hạn cuối: {item[1]}.", (("hạn cuối: ", ""),), False)
            lead = self._take_sentence(dated, lead, marked)
        self._keep_intro(sentences[-1], marked)

    def _keep_intro(self, sentence: str, marked: bool) -> None:
        """What ends in a colon, or a point that is nothing but a name, says who has to do the points below it."""
        opens = sentence.rstrip().endswith(":")
        if not opens and not marked:
            return
        doing = self._doing(sentence.strip())
        if doing.lead is None or _ONLY_ORDERS.search(folded(doing.rest)):
            return
        if not opens and doing.rest:
            return
        if marked:
            self.item = doing
        else:
            self.base = doing

    def _take_sentence(self, dated: Rephrased, lead: Doing | None, marked: bool) -> Doing | None:
        sentence = without_reason(dated.text)
        if _is_execution(folded(sentence)):
            return lead
        if is_schedule(sentence) or is_framed(sentence) or opens_answer(sentence):
            return lead
        english = from_english(sentence)
        said = rephrased(english.text).behind(english).behind(dated)
        reading = read(said.text)
        self.undated |= bool(reading.undated)
        waiting = [
            asked
            for asked in reading.deadlines
            if not isinstance(asked.when, Target) and not beside.is_ordinal(asked.words)
        ]
        if self.tied and (is_recital(sentence) or _OPINION.match(folded(sentence))):
            return lead
        parts = clauses_of(said.text)
        self.taken = _in_one_series(reading.deadlines, parts)
        itself = ordered = False
        for clause in parts:
            doing = self._doing(clause)
            # "đề nghị Sở A bố trí xe; Sở B cử cán bộ trực"
            if ordered and doing.lead and not tells_only(doing):
                doing = replace(doing, ordered=True)
            if itself and doing.lead is None and clause.startswith("trình "):
                doing = replace(doing, itself=True)  # it goes on behind a semicolon
            itself = doing.itself
            ordered |= doing.ordered and not doing.itself
            lead = doing if doing.lead else lead
            own = [asked for asked in waiting if holds(clause, asked.words)]
            waiting = [asked for asked in waiting if asked not in own]
            named = any(one is not None and one.lead for one in (lead, self.item, self.base))
            undated = any(holds(clause, words) for words in reading.undated)
            named = (named or SUBMITS.search(clause) is not None) and not reading.undated
            whole = Clause(
                clause, said, doing, self._lead(doing, lead), named, marked, undated, self.before
            )
            self._take_clause(whole, own)
            self.before = doing.rest
        return lead

    @property
    def _itself(self) -> Itself:
        """The issuer in its own sentences."""
        return Itself(self.issuer, self.addressees)

    def _doing(self, clause: str) -> Doing:
        """Who acts in *clause*; what the issuer does itself is asked of nobody."""
        itself = self._itself
        if itself.is_told(clause):
            return Doing(None, (), clause, ordered=True, itself=True)
        doing = doing_in(clause, self.addressees)
        if doing.lead is None and not doing.ordered:
            start = itself.acts_at(clause)
            return doing if start is None else replace(doing, rest=clause[start:], itself=True)
        if doing.lead is None or not itself.is_called(doing.lead):
            return doing
        if doing.ordered and itself.does_address(doing.lead):
            return doing
        return replace(doing, lead=None, itself=True)

    def _lead(self, doing: Doing, lead: Doing | None) -> str | None:
        """Who has to do it: named here, before in the sentence, above the points, or whom the document addresses."""
        for one in (doing, lead, self.item, self.base):
            if one is not None and one.lead:
                return _without_home(self._whole(one.lead))
        return "; ".join(map(_without_home, self.addressees)) or None

    def _whole(self, name: str) -> str:
        """Whom "Quý cơ quan" or "Trung tâm" means: those addressed."""
        if not self.addressees:
            return name
        keys = {f"{name_key(name)} ", f"{name_key(name).removeprefix('các ')} "}
        heads = len(self.addressees) == 1 and len(name.split()) <= LONGEST_OF_KIND
        bodies = [_POST.sub("", one) if heads else one for one in self.addressees]
        whole = [
            (one, f"{name_key(body)} ".replace(":", " :"))
            for one, body in zip(self.addressees, bodies, strict=True)
        ]
        begun = [one for one, key in whole if key.startswith(tuple(keys))]
        if len(begun) == 1 and len(name.split()) > 1 and not _ALL.fullmatch(folded(name)):
            return begun[0]
        known = folded(name) in folded("; ".join(self.addressees)) or not _OF_KIND.match(
            folded(name)
        )
        if begun or (known and _GENERIC.match(folded(name))) or self._itself.does_address(name):
            return "; ".join(self.addressees)
        return self._all_whole(name)

    def _all_whole(self, name: str) -> str:
        """ "UBND xã, Phòng Kinh tế": each of several as it is addressed, where all are."""
        parts = [f"{name_key(part)} " for part in names_in(name)]
        whole = [
            next((one for one in self.addressees if f"{name_key(one)} ".startswith(part)), None)
            for part in parts
        ]
        known = [one for one in whole if one is not None]
        if len(known) != len(parts) or [f"{name_key(one)} " for one in known] == parts:
            return name
        return "; ".join(known)

    def _take_clause(self, clause: Clause, own: list[Asked]) -> None:
        if self.answers and not asks(clause.text) and not SUBMITS.search(clause.text):
            return
        hidden = [asked for asked in own if clause.hides(asked.words)]
        self.own += [
            (clause.said.as_written(one.words), clause.text)
            for one in own
            if clause.is_of_issuer(one.words)
        ]
        kept = [
            asked
            for number, asked in enumerate(own)
            if asked not in hidden
            and not self._is_far(asked)
            and not (number and clause.is_purpose(asked.words))
            and not clause.is_narrowed(asked.words)
            and not clause.is_instance(asked, own)
        ]
        dated = [asked for asked in kept if not isinstance(asked.when, Ongoing)]
        sure = SURE
        if not own and clause.text not in self.taken:
            dated, sure = clause.hidden() or clause.round_and_round(), FAIR
        same = beside.same_limit(clause.text) if self.limits and not dated and not own else None
        if same is not None and same[1] in self.limits:
            dated, sure = [replace(self.limits[same[1]], words=same[0])], FAIR
        for asked in dated:
            when = begun(asked, f"{self.begins} {clause.text}")
            self.found.append(clause.draft(when, min(sure, asked.certainty)))
        if not dated and clause.orders():
            self.found.append(clause.draft(None, SURE) if own else clause.unexplained())


def _without_home(name: str) -> str:
    """*name*, of a person without where they live."""
    return _LIVES.sub("", name) if _PERSON.match(name) else name


def _is_execution(plain: str) -> bool:
    """Whether a sentence, folded, only says that all this is to be carried out; what is dated says more."""
    if not stands(_OF_EXECUTION, plain) or _DATED.search(plain) is not None:
        return False
    return _EXECUTION.search(plain) is not None


def _leads_to_table(paragraph: Paragraph, following: Paragraph) -> bool:
    """Whether *paragraph* only says what the rows of tasks below it are."""
    if not following.rows or not table.tasks_in(following.rows):
        return False
    return paragraph.text.endswith(":") or _IN_TABLE.search(folded(paragraph.text)) is not None


def _in_one_series(found: tuple[Asked, ...], parts: list[str]) -> frozenset[str]:
    """Those of *parts*, clauses, whose days were read as one series with those of another."""
    words = [
        word
        for asked in found
        if isinstance(asked.when, Recurring)
        for word in asked.words.split(", ")[1:]
    ]
    return frozenset(part for part in parts if any(holds(part, word) for word in words))


def sentences_that_ask(paragraphs: tuple[Paragraph, ...]) -> Iterator[Paragraph]:
    """Of each paragraph the sentences in which something is asked: all that counts in a report."""
    for paragraph in paragraphs:
        asking = [one for one in sentences_of(paragraph.text) if asks(one)]
        if asking:
            yield replace(paragraph, text=" ".join(asking))


def drafts_of_annex(paragraphs: tuple[Paragraph, ...], sheet: int) -> tuple[Draft, ...]:
    """The tasks in the tables of an annex, which is sheet *sheet*; none where no table sets a limit."""
    drafts = Drafts()
    for paragraph in paragraphs:
        if paragraph.rows:
            drafts.take((paragraph,))
    if not any(one.asked is not None for one in drafts.found):
        return ()
    return tuple(replace(one, sheet=sheet) for one in drafts.found)


def drafts_of_points(paragraphs: tuple[Paragraph, ...], names: tuple[str, ...]) -> list[Draft]:
    """The tasks with a limit in the points of an annex, of the *names* addressed where a point names nobody."""
    drafts = Drafts(names)
    drafts.take(tuple(one for one in paragraphs if any(beside.limits_told(one.text))))
    return [one for one in drafts.found if one.asked is not None]
