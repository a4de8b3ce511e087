"""`python -m tests.work.official.train` counts out the weights of `work.official.weighed` from the letters for tuning.

With names of sets behind it, or with `all`, it prints how well each hand's letters are judged by weights that never saw them.
"""

import asyncio
import math
import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.work.official.scoring import answers_of, read_letters
from tests.work.official.test_sentences import letter_of
from tests.work.official.test_sentences import wanted as wanted_of
from tests.work.official.test_wordings import ROWS
from tests.work.official.test_wordings import letter_of as wording
from tests.work.reading.judging import FURTHER, LABELLED, PHRASES, SEEN, rows
from tests.work.regression import LEAST, Case, Weights
from work.official.covering import own_page
from work.official.folded import collapsed
from work.official.informal import mail_body
from work.official.letter import Letter
from work.official.page import pages
from work.official.papers import documents_in
from work.official.reconsidered import HARDLY, SURELY
from work.official.weighed import WEIGHTS, Body, day_of

TUNING = (
    "official", "official_more", "official_third", "official_fourth", "official_fifth", "official_unseen5",
    "official_unseen6", "official_unseen7", "official_ninth", "official_tenth", "official_eleventh", "official_twelfth", "official_thirteenth",
    "official_fourteenth", "official_fifteenth", "official_sixteenth", "official_seventeenth", "official_eighteenth", "official_nineteenth",
    "official_twentieth",
)  # fmt: skip
SENTENCES = "sentences"
ROUNDS = 8
SHARE = 0.3  # of what a time of a letter counts, that of a sentence by itself, which has nothing around it


def cases_of(name: str) -> Iterator[Case]:
    """Each time that is told in the letters of set *name*, and whether somebody wrote it down as a limit."""
    answers = answers_of(name)
    letters = asyncio.run(read_letters(name))
    for file, row in answers.items():
        words = [collapsed(one) for one in re.findall("«(.*?)»", row["deadlines"])]
        for body in bodies_of(letters[file]):
            spans = [
                found.span() for one in words for found in re.finditer(re.escape(one), body.text)
            ]
            for time in body.times:
                limit = any(time[0] < end and start < time[1] for start, end in spans)
                yield Case(name, tuple(sorted(body.signs(*time))), limit)


def bodies_of(letter: Letter) -> Iterator[Body]:
    """What the documents of *letter* say, and what stands beside them in the mail."""
    documents = documents_in(letter)
    yield from (one.body for one in documents if one.body is not None)
    own = own_page(letter, pages(letter))
    if own is not None and all(one.body is None or one.sheet != own.sheet for one in documents):
        yield mail_body(letter, own)


def sentences() -> Iterator[tuple[Letter, str]]:
    """Letters of one sentence, of which the due days alone are known: those of the wordings, and of the sets on deadlines."""
    for row in ROWS:
        words, wanted = row.split("\t")
        yield wording(words), wanted
    for path in (PHRASES, LABELLED, FURTHER, *SEEN):
        for one in rows(path):
            if not one.is_open and "equally right" not in one.note:
                yield letter_of(one), " ".join(wanted_of(one))


def cases_of_sentences() -> Iterator[Case]:
    """The same of these: a day that is not due is no limit; a term or a period is one where no day is."""
    for letter, wanted in sentences():
        due = {date.fromisoformat(one) for one in re.findall(r"\d{4}-\d\d-\d\d", wanted)}
        due |= {day + timedelta(days=1) for day in due}  # "trước ngày"
        for body in bodies_of(letter):
            days = [(time, day_of(body.plain[slice(*time)])) for time in body.times]
            told = any(day in due for _, day in days)
            for time, day in days:
                if day is not None or not (told and wanted):
                    limit = bool(wanted) and (day in due if day else True)
                    yield Case(SENTENCES, tuple(sorted(body.signs(*time))), limit, SHARE)


def judged_unseen(cases: list[Case], hand: str) -> str:
    """How the times of *hand* are judged by weights that never saw them."""
    weights = Weights.of([case for case in cases if case.hand != hand], ROUNDS)
    own = [(weights.chance(case.signs), case.holds) for case in cases if case.hand == hand]
    loss = -sum(math.log(max(1e-9, p if limit else 1 - p)) for p, limit in own) / len(own)
    low = [limit for p, limit in own if p < HARDLY]
    high = [limit for p, limit in own if p > SURELY]
    return (
        f"{hand:18}{len(own):5} times, {sum(limit for _, limit in own):4} limits; loss {loss:.3f}; "
        f"hardly: {len(low)}, {sum(low)} limits; surely: {len(high)}, {high.count(False)} none"
    )


def main(*hands: str) -> None:
    """Writes the weights; of *hands*, or of "all", prints how well weights that never saw it judge each instead."""
    cases = [case for name in TUNING for case in cases_of(name)] + list(cases_of_sentences())
    for hand in TUNING if hands == ("all",) else hands:
        print(judged_unseen(cases, hand), flush=True)
    if hands:
        return
    weights = Weights.of(cases, ROUNDS)
    kept = {sign: weight for sign, weight in weights.items() if abs(weight) >= LEAST}
    lines = (f"{sign}\t{weight:.3f}\n" for sign, weight in sorted(kept.items()))
    path = Path(__file__).parents[3] / "work" / "data" / WEIGHTS
    path.write_text("".join(lines), "utf-8")
    print(f"{len(kept)} weights in {path.name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
