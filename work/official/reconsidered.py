"""What the rules found in a document, once more by the words around each time: what is hardly a limit goes, what was passed over comes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import islice

from work.official.asking import asks
from work.official.clause import counts
from work.official.cues import SENT
from work.official.doer import doing_in, product_of
from work.official.draft import DOUBTFUL, Draft
from work.official.english import from_english
from work.official.rephrased import rephrased
from work.official.weighed import Body, Span, chance
from work.reading.asked import read
from work.reading.said import Asked, When

HARDLY, EVEN, SURELY = 0.25, 0.5, 0.95  # chances
MOST_SHOWN = 3  # times beside what was found; who has to look through more looks at none
MOST = 200  # times of a document that are weighed; what tells more is no letter
LEAST = 160  # characters; less gives too little to weigh a time by
# What stands in front of a day and belongs to the limit: "trước 16 giờ 00 ngày", "đến hết", "chậm nhất là thứ Sáu, ngày".
_CUE = re.compile(
    r"\b(?:(?:trước|chậm nhất|muộn nhất|trong|đến|hết|hạn|không quá|vòng|thời hạn|là|vào|giờ|phút|\d{1,2}h?\d{0,2})[ :]+){0,6}(?:(?:ngày|thứ \w+,?) ){0,2}$",
    re.IGNORECASE,
)
_LONGEST_CUE = 80  # characters


def reconsidered(
    drafts: list[Draft], body: Body, names: tuple[str, ...], least: float = HARDLY
) -> list[Draft]:
    """*drafts* of *body*, those by a time less likely than *least* without it, with one for each that was passed over.

    What stands beside a limit in its sentence is seldom another: only sentences without one are looked at.
    *names* are those whom the document addresses.
    """
    times = body.times
    if not is_weighed(body):
        return drafts
    places = cache(lambda words: _places(words, body.text))

    def is_doubted(draft: Draft) -> bool:
        if draft.asked is None or draft.when is None or draft.content not in body.text:
            return False  # rows of tables are not weighed
        met = [span for span in times if _meets_any(span, places(draft.when))]
        return bool(met) and all(chance(body, *span) < least for span in met)

    kept = _kept([(draft, is_doubted(draft)) for draft in drafts])
    told = {span for draft in kept if draft.when for span in places(draft.when)}
    missed = (
        span
        for span in times
        if not body.is_past(*span)
        and not _meets_any(body.sentence(*span), told)
        and chance(body, *span) > SURELY
    )
    known = [draft.asked.when for draft in kept if draft.asked is not None]
    return [*kept, *_overlooked(missed, body, names, known)]


def is_weighed(body: Body) -> bool:
    """Whether *body* says enough, and not too much, for its times to be weighed."""
    return len(body.times) <= MOST and len(body.text) >= LEAST


def perhaps_limits(drafts: Iterable[Draft], body: Body, names: tuple[str, ...]) -> list[Draft]:
    """What is asked if the likeliest times of *body* that none of *drafts* was read by are limits: only ever shown."""
    if not is_weighed(body):
        return []
    told = {span for one in drafts if one.when for span in _places(one.when, body.text)}
    shown = (span for span in body.times if not (body.is_past(*span) or _meets_any(span, told)))
    weighed = sorted(((chance(body, *span), span) for span in shown), reverse=True)
    likely = (span for weight, span in weighed if weight > EVEN)
    known = [one.asked.when for one in drafts if one.asked is not None]
    return list(islice(_overlooked(likely, body, names, known), MOST_SHOWN))


def _kept(weighed: list[tuple[Draft, bool]]) -> list[Draft]:
    """Each draft, one that is doubted without its time, and only where its words ask something or nothing else is left."""
    kept = [
        _undated(draft) if doubted else draft
        for draft, doubted in weighed
        if not doubted or asks(draft.content)
    ]
    return kept or [_undated(draft) for draft, _ in weighed[:1]]


def _undated(draft: Draft) -> Draft:
    return replace(draft, asked=None, when=None, sure=DOUBTFUL)


def _overlooked(
    spans: Iterator[Span], body: Body, names: tuple[str, ...], known: list[When]
) -> Iterator[Draft]:
    """What is asked by each of the times *spans*, never certainly, and not what is *known* to be asked."""
    for start, end in spans:
        first, last = body.sentence(start, end)
        sentence = body.text[first:last]
        found = _asked(sentence, start - first, end - first)
        if found is None or found[0].when in known:
            continue
        asked, when = found
        known.append(asked.when)
        doing = doing_in(sentence, names)
        lead = doing.lead or "; ".join(names) or None
        product = product_of(doing.rest, "")
        yield Draft(sentence, lead, doing.helpers, product, asked, when, sure=DOUBTFUL, plain=False)


def _asked(sentence: str, start: int, end: int) -> tuple[Asked, str] | None:
    """What is read by the time from *start* to *end* of *sentence*, and its words there: in the whole, or in what it begins."""
    english = from_english(sentence)
    said = rephrased(english.text).behind(english)
    for asked in read(said.text).deadlines:
        words = said.as_written(asked.words)
        if counts(asked) and _meets_any((start, end), _places(words, sentence)):
            return asked, words
    near = max(0, start - _LONGEST_CUE)
    cue = _CUE.search(sentence[near:start])
    window = sentence[near + cue.start() if cue else start :]
    time = sentence[start:end]
    found = read(f"{SENT}chậm nhất {window}").deadlines
    return next(((one, time) for one in found if counts(one) and time in one.words), None)


def _places(words: str, text: str) -> list[Span]:
    """Where *words* stand in *text*, or each of those of a series, which commas part."""
    flat = " ".join(words.split())
    parts = [flat] if flat in text else flat.split(", ")
    return [found.span() for part in parts for found in re.finditer(re.escape(part), text)]


def _meets_any(span: Span, others: Iterable[Span]) -> bool:
    return any(_meet(span, one) for one in others)


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
