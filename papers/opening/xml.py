"""XML of no kind that is known: its text, and what its elements are named."""

from collections.abc import Iterable

from papers.opening.draft import PAGE, Budget, Draft, Inner
from papers.opening.markup import parse

_ATTRIBUTES = 3


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the text of all elements, each on a line of its own; short attributes are fields."""

    def start(name: str, attributes: dict[str, str]) -> None:
        draft.write("\n")
        for key, value in list(attributes.items())[:_ATTRIBUTES]:
            draft.mention(key, value)

    with draft.portion(PAGE):
        parse((octets,), start, None, draft.write)
    return ()
