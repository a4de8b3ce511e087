"""Whether a time in a clause binds nobody, whatever the reason."""

from work.official.moot import case, cited, event, figures, kind, plan, span, told
from work.official.moot.brackets import tells_a_span, tells_of_past
from work.official.moot.front import opens_what_was, stands_in_front
from work.official.moot.place import Place, Rule, rule

# What a time is of: no matter, where something is to be handed in or done right before words of a limit.
OF_THINGS: tuple[Rule, ...] = (*event.RULES, *span.RULES, *figures.RULES)
OF_OTHERS: tuple[Rule, ...] = (*plan.RULES, *case.RULES, *kind.RULES, *cited.RULES, *told.RULES)
LIMITED = rule(
    before=r"\b(?:gui|nop|trinh|bao cao|hoan (?:thanh|tat)|ban giao)\b[^,;:]*$",
    words=r"(?:truoc|cham nhat|muon nhat|khong qua)\b",
)


def is_moot(clause: str, words: str, written: str) -> bool:
    """Whether the time *words* of *clause*, which were *written* so, binds nobody who is written to.

    One reason is enough, so that their order tells nothing.
    """
    place = Place.of(clause, words, written)
    rules = OF_OTHERS if LIMITED.holds(place) else (*OF_OTHERS, *OF_THINGS)
    return (
        any(one.holds(place) for one in rules)
        or stands_in_front(place)
        or opens_what_was(place)
        or tells_of_past(place, clause)
        or tells_a_span(place)
    )
