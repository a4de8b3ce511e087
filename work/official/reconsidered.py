"""What the rules found in a document, once more by the words around each time: what is hardly a limit goes, what was passed over comes."""

import re
from collections.abc import Iterator

from work.official.clause import counts
from work.official.doer import doing_in, product_of
from work.official.draft import DOUBTFUL, Draft
from work.official.english import from_english
from work.official.rephrased import rephrased
from work.official.weighed import Body, chance, sentence_at
from work.reading.asked import read
from work.reading.said import Asked

HARDLY, SURELY = 0.1, 0.9  # chances
_Span = tuple[int, int]
_CUE = re.compile(
    r"(?:(?:trước|chậm nhất|muộn nhất|trong|đến|hết|hạn|không quá|vòng|thời hạn|là|vào|giờ|phút|\d{1,2}h?\d{0,2})[ :]+)*(?:(?:ngày|thứ \w+,?) )*$",
    re.IGNORECASE,
)


def reconsidered(drafts: list[Draft], body: Body, names: tuple[str, ...]) -> list[Draft]:
    """*drafts* of *body* without those by a time that is hardly a limit, with one for each that was passed over."""
    times = {time.span(): chance(body, *time.span()) for time in body.times()}
    kept = [draft for draft in drafts if not _is_doubted(draft, body, times)]
    told = [span for draft in kept if draft.when for span in _places(draft.when, body.text)]
    missed = (
        span
        for span, likely in times.items()
        if likely > SURELY and not any(_meet(span, one) for one in told)
    )
    return [*kept, *_overlooked(missed, body, names)]


def _is_doubted(draft: Draft, body: Body, times: dict[_Span, float]) -> bool:
    if draft.asked is None or draft.when is None or draft.content not in body.text:
        return False
    places = _places(draft.when, body.text)
    chances = [likely for span, likely in times.items() if any(_meet(span, one) for one in places)]
    return bool(chances) and max(chances) < HARDLY


def _overlooked(spans: Iterator[_Span], body: Body, names: tuple[str, ...]) -> Iterator[Draft]:
    last = -1
    for start, end in spans:
        if start < last:
            continue
        first, stop = sentence_at(body.text, start, end)
        sentence = body.text[first:stop]
        asked = _asked(sentence, start - first, end - first)
        if asked is None:
            continue
        last = stop if asked.words not in sentence else first + sentence.find(asked.words) + len(asked.words)
        doing = doing_in(sentence, names)
        lead = doing.lead or "; ".join(names) or None
        product = product_of(doing.rest, "")
        when = asked.words if asked.words in sentence else sentence[start - first : end - first]
        yield Draft(sentence, lead, doing.helpers, product, asked, when, False, DOUBTFUL, plain=False)


def _asked(sentence: str, start: int, end: int) -> Asked | None:
    """What is read by the time from *start* to *end* of *sentence*: in the whole, or behind words that say a limit."""
    english = from_english(sentence)
    said = rephrased(english.text).behind(english)
    for asked in read(said.text).deadlines:
        words = said.as_written(asked.words)
        at = sentence.find(words)
        if at >= 0 and at < end and start < at + len(words) and counts(asked):
            return asked
    begin = _CUE.search(sentence[:start])
    window = sentence[begin.start() if begin else start :]
    found = [one for one in read(f"Gửi báo cáo chậm nhất {window}").deadlines if counts(one)]
    return found[0] if found else None


def _places(words: str, text: str) -> list[_Span]:
    return [found.span() for found in re.finditer(re.escape(" ".join(words.split())), text)]


def _meet(one: _Span, other: _Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
