"""In which language a page answers: as its address says, as the browser asks, or as the office speaks."""

from collections.abc import Iterator

from starlette.requests import Request

from templates import LANGUAGES


def language_of(request: Request, office: str) -> str:
    """``?lang=en`` decides, then Accept-Language (RFC 9110 §12.5.4), then the *office*'s own."""
    named = request.query_params.get("lang")
    if named in LANGUAGES:
        return named
    asked = list(_asked(request.headers.get("accept-language", "")))
    return max(asked, key=lambda wish: wish[1], default=(office, 1.0))[0]


def _asked(field: str) -> Iterator[tuple[str, float]]:
    """Those of our languages that are wanted, with how much; a weight that is none counts as unwanted."""
    for item in field.split(","):
        tag, _, parameter = item.partition(";")
        primary = tag.strip().lower().partition("-")[0]
        weight = _weight(parameter.replace(" ", "").lower())
        if primary in LANGUAGES and weight > 0:
            yield primary, weight


def _weight(parameter: str) -> float:
    if not parameter:
        return 1.0
    try:
        weight = float(parameter.removeprefix("q="))
    except ValueError:
        return 0.0
    return weight if weight <= 1 else 0.0
