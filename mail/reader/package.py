"""An edXML package as a letter brings it: which of what was read of the letter are its files, and why a person has to look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mail.reader.enclosures import enclosures
from papers.opened import Kind
from papers.opening.xml import is_edxml
from papers.signed import Fault
from work.edxml import Package
from work.official.letter import Letter, Sheet
from work.signature import GOOD, UNCHECKED, Judgement

_ENDINGS = (".edxml", ".xml")
_FAULTS = frozenset(Fault)


@dataclass(frozen=True, slots=True)
class Brought:
    """One package: the name of its file, its octets, and the letter as it was read, with all files."""

    name: str
    octets: bytes
    letter: Letter

    @property
    def files(self) -> Letter:
        """The files of the package, as if the letter had brought them by themselves."""
        sheets = (replace(one, place=one.place[1:]) for one in self._own())
        obstacles = (
            (place[1:] or place, why)
            for place, why in self.letter.obstacles
            if place[:1] == (self.name,)
        )
        return replace(
            self.letter,
            sheets=tuple(sheets),
            obstacles=tuple(obstacles),
            guessed=False,
            forwarded=False,
        )

    @property
    def places(self) -> list[int]:
        """Which sheets of the letter these are, by their places there."""
        own = set(map(id, self._own()))
        return [at for at, one in enumerate(self.letter.sheets) if id(one) in own]

    @property
    def sheet(self) -> int:
        """Which sheet of the letter is its head."""
        places = [one.place for one in self.letter.sheets]
        return places.index((self.name,)) if (self.name,) in places else 0

    def doubts(self, package: Package, judged: Sequence[Judgement]) -> Iterator[str]:
        """Codes of what keeps it from opening alone, beside what its head and its files say."""
        files = self.files
        places = (*(one.place for one in files.sheets), *(place for place, _ in files.obstacles))
        if {one.name for one in package.files} - {place[-1] for place in places}:
            yield "unread"
        for one in judged:
            if one.verdict != GOOD:
                yield f"edxml-signature:{one.verdict if one.verdict in _FAULTS else UNCHECKED}"

    def _own(self) -> list[Sheet]:
        return [
            one for one in self.letter.sheets if one.place[:1] == (self.name,) and one.place[1:]
        ]


def brought(letter: Letter, octets: bytes) -> list[Brought]:
    """The packages among the files of the letter *octets*, in their order."""
    found = (one for one in enclosures(octets) if is_edxml(one.octets))
    return [Brought(one.name, one.octets, letter) for one in found]


def may_bring(letter: Letter) -> bool:
    """Whether it is worth while to look at its files again."""
    if any(one.kind == Kind.XML and len(one.place) == 1 for one in letter.sheets):
        return True
    return any(place[-1].lower().endswith(_ENDINGS) for place, _ in letter.obstacles if place)
