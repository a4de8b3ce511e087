"""Whether a time in a clause binds nobody, whatever the reason."""

from work.official.moot import case, cited, event, figures, kind, plan, span
from work.official.moot.brackets import tells_a_span, tells_of_past
from work.official.moot.front import opens_what_was, stands_in_front
from work.official.moot.place import Place, Rule

# One reason is enough, so that their order tells nothing.
RULES: tuple[Rule, ...] = (
    *plan.RULES,
    *event.RULES,
    *span.RULES,
    *figures.RULES,
    *case.RULES,
    *kind.RULES,
    *cited.RULES,
)


def is_moot(clause: str, words: str, written: str) -> bool:
    """Whether the time *words* of *clause*, which were *written* so, binds nobody who is written to."""
    place = Place.of(clause, words, written)
    return (
        any(one.holds(place) for one in RULES)
        or stands_in_front(place)
        or opens_what_was(place)
        or tells_of_past(place, clause)
        or tells_a_span(place)
    )
