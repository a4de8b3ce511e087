"""`python -m tests.work.reply.train` counts out the weights of `work.reply.weighed` from the answers for tuning.

Before that it prints of each hand that is named how its answers are understood by the rules alone, and with weights that never saw them.
"""

import asyncio
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.work.regression import LEAST, Case, Weights
from tests.work.reply.score import PROBED, STRANGE, TITLED, Came, came, judged_as, rules_alone
from work.reply.fold import folded
from work.reply.understand import Said, understand
from work.reply.visible import visible
from work.reply.weighed import WEIGHED, WEIGHTS, Chances, signs
from work.reply.written_out import written_out

TUNING = (
    "replies", "replies_more", "replies_third", "replies_unseen5", "replies_unseen6", "replies_unseen7", "replies_tenth", "replies_eleventh",
    "replies_twelfth",
)  # fmt: skip
OWN = Path(__file__).parent / "own.tsv"
SHARE = 1 / 3  # of an answer that a sentence counts, which has nothing around it
ALIKE = 0.6  # of the words of two answers: the one was made after the other


class Labelled(NamedTuple):
    """What somebody of that *hand* said, and what a person says that it means."""

    hand: str
    said: Said
    meanings: frozenset[str]


def labelled() -> Iterator[Labelled]:
    """All answers for tuning: those of the *letters*, and sentences."""
    for path in (STRANGE, TITLED, PROBED, OWN):
        for line in path.read_text("utf-8").split("\n")[1:-1]:
            meaning, *_, text = line.split("\t")
            told = line.split("\t")[1:-1] if path == OWN else line.split("\t")[2:-1]
            files, title = told[0], " ".join(told[1:])
            said = Said(visible(text.replace("\\n", "\n")), int(files), title=title)
            yield Labelled(path.stem, said, _meant(meaning.split(" / ")[0]))


def _meant(meaning: str) -> frozenset[str]:
    return frozenset(meaning.split(" | "))


def of_letters(name: str, letters: list[Came]) -> Iterator[Labelled]:
    """Those of set *name* that a person wrote of one task."""
    for one in letters:
        if _is_weighed(one):
            yield Labelled(name, one.said, one.row.meanings)


def _is_weighed(one: Came) -> bool:
    words = any(sign.isalnum() for sign in one.said.text)
    return words and one.said.robot is None and not one.hidden and len(one.listed) < 2


def weights_of(rows: list[Labelled]) -> list[Weights]:
    """Those of each meaning, in the order of WEIGHED."""
    told = [
        (row, tuple(signs(written_out(row.said.text), row.said.files, row.said.title)))
        for row in rows
    ]
    return [
        Weights.of([Case(row.hand, found, one in row.meanings, _share(row)) for row, found in told])
        for one in WEIGHED
    ]


def _share(row: Labelled) -> float:
    return 1.0 if row.hand in TUNING else SHARE


def judged_unseen(letters: list[Came], rows: list[Labelled]) -> str:
    """How *letters* are understood by the rules alone, and with weights out of *rows*, those left out that are alike."""
    own = [_words(one.said.text) for one in letters if _is_weighed(one)]
    weights = weights_of([row for row in rows if not _is_alike(_words(row.said.text), own)])

    def weigh(text: str, enclosed: int, title: str) -> Chances:
        found = list(signs(text, enclosed, title))
        return {one: each.chance(found) for one, each in zip(WEIGHED, weights, strict=True)}

    weighed = [one for one in letters if _is_weighed(one)]
    alone, both = (
        Counter(judged_as(one, [understand(one.said, how)]).verdict for one in weighed)
        for how in (rules_alone, weigh)
    )
    return " -> ".join(
        ", ".join(f"{count[one]} {one}" for one in ("right", "left", "wrong"))
        for count in (alone, both)
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", folded(text)))


def _is_alike(words: frozenset[str], others: list[frozenset[str]]) -> bool:
    return any(len(words & one) > ALIKE * len(words | one) for one in others)


def main(*options: str) -> None:
    """Prints the figures of the hands named, then writes the weights that all make."""
    letters = {name: asyncio.run(came(name)) for name in TUNING}
    rows = [*labelled(), *(row for name, all_of in letters.items() for row in of_letters(name, all_of))]  # fmt: skip
    for hand in options:
        others = [row for row in rows if row.hand != hand]
        print(f"{hand:18}", judged_unseen(letters[hand], others), flush=True)
    weights = weights_of(rows)
    kept = sorted(one for one in weights[0] if any(abs(each[one]) >= LEAST for each in weights))
    lines = ("\t".join([one, *(f"{each[one]:.2f}" for each in weights)]) for one in kept)
    path = Path(__file__).parents[3] / "work" / "data" / WEIGHTS
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    print(f"{len(kept)} signs in {path.name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
