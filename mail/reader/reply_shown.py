"""Whether an answer in HTML shows people something else than what is read of it: hidden, turned round, or only beside it."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeGuard

from mail.reader.apart import Part, taken_apart
from mail.reader.wording import likeliest
from work.reply.fold import folded
from work.reply.visible import visible

LONGEST = 400_000  # octets of a page; what is longer is looked at by a person
_DEEPEST = 100
_UNSEEN = frozenset(("head", "title", "style", "script", "template", "noscript", "textarea", "select", "svg", "option", "datalist", "dialog", "details", "object", "iframe", "audio", "video", "canvas", "noframes", "meter", "progress", "rp"))  # fmt: skip
_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))  # fmt: skip
_LINES = frozenset(("p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "center", "pre", "blockquote", "header", "footer", "hr"))  # fmt: skip
_TAG = re.compile(r"<(/?)([a-z][\w:-]{0,30})([^<>]*+)>", re.IGNORECASE)
_TOLD = re.compile(r"([a-z-]{1,30})(?:=(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"']++)))?", re.IGNORECASE)
_SHEET = re.compile(r"<style\b[^<>]*+>", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n]+")
_NAMED = re.compile(r"[.#]?[\w-]{1,80}|\*")
_NARROWED = re.compile(r"[\[:]")  # by an attribute or a state: whatever that is, the rule is taken
_FIELDS = (
    "tu",
    "from",
    "den",
    "to",
    "subject",
    "sent",
    "date",
)  # of what is quoted, in either language
_WORD = re.compile(r"[^\W_]+")
_LENGTH = re.compile(
    r"([-+]?\d{0,6}(?:\.\d{1,20})?)\s*(px|pt|pc|em|rem|ex|ch|in|cm|mm|vw|vh|vmin|vmax|%|)(?=[\s!/]|$)"
)
_SIZED = re.compile(r"x{0,3}-?(?:small|large)|smaller|larger|medium|inherit|initial|unset|revert")
# A unit in pixels, about: of a window of a thousand.
_PIXELS = {"px": 1.0, "": 1.0, "pt": 1.33, "pc": 16.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "vw": 10.0, "vh": 8.0, "vmin": 8.0, "vmax": 10.0, "%": 10.0}  # fmt: skip
# Letters that people can read; in other units four pixels.
_SMALLEST = {"px": 4.0, "pt": 3.0, "em": 0.3, "rem": 0.3, "%": 30.0, "": 1.0}
_HEXED = re.compile(r"#([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b")  # CSS Color 4 §5.2
_MIXED = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+%?))?")
_COLOURS = {
    "black": (0, 0, 0), "white": (255, 255, 255), "snow": (255, 250, 250), "ivory": (255, 255, 240), "azure": (240, 255, 255),
    "seashell": (255, 245, 238), "honeydew": (240, 255, 240), "mintcream": (245, 255, 250), "ghostwhite": (248, 248, 255),
    "floralwhite": (255, 250, 240), "whitesmoke": (245, 245, 245), "aliceblue": (240, 248, 255), "oldlace": (253, 245, 230),
    "lavenderblush": (255, 240, 245), "linen": (250, 240, 230), "lightyellow": (255, 255, 224), "canvas": (255, 255, 255),
}  # fmt: skip
_AWAY = ("clip", "clip-path", "-webkit-clip-path", "transform", "translate", "scale", "filter", "mask", "mask-image", "-webkit-mask", "offset-path", "zoom", "content-visibility", "-webkit-text-fill-color")  # fmt: skip
_PLACED = ("text-indent", "left", "right", "top", "bottom", "inset", "margin", "margin-left", "margin-right", "margin-top", "padding-left")  # fmt: skip
_SPACED = ("letter-spacing", "word-spacing")
_AS_IT_IS = frozenset(("", "none", "auto", "normal", "initial", "inherit", "visible", "1", "100%", "unset", "currentcolor"))  # fmt: skip
_ESCAPED = ("font", "mso-", "content")  # in which programs write letters by their numbers
_ALIKE = 48  # of 765: two colours that nobody tells apart
_FAINTEST = 0.1  # of 1: what is fainter nobody sees
_FAR, _FARTHER = -100.0, 1500.0  # pixels, outside of what is shown
_NUMERIC = frozenset("+-.0123456789")
_NEAR = -4.0  # letters upon one another

_Colour = tuple[int, int, int]
_Style = dict[str, str]


def is_disguised(letter: bytes, read: str, own: str, called: str) -> bool:
    """Whether a page of the letter shows other words of its author's, who is *called* so, than the *own* ones of all that is *read*."""
    pages = [part for part in taken_apart(letter)[1] if _is_page(part)]
    return any(_is_other(page, read, own, called) for page in pages)


def _is_page(part: object) -> TypeGuard[Part]:
    return isinstance(part, Part) and not part.place and part.kind == "text/html" and part.inline


def _is_other(page: Part, read: str, own: str, called: str) -> bool:
    """What a page quotes in a way of its own is no other words, where the text beside it has them too."""
    octets = page.octets()
    if len(octets) > LONGEST:
        return True
    seen = visible(seen_of(likeliest(octets, page.said.get("charset", ""))[0]), called)
    shown, taken = "".join(_words(seen)), "".join(_words(own))
    told = {*_words(read), *_FIELDS}
    return shown != taken and not (shown.startswith(taken) and told.issuperset(_words(seen)))


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text))


def seen_of(page: str) -> str:
    """What people see of *page*, a line for each block.

    >>> seen_of("<p>Ch\u01b0a xong<span style='font-size:1px'>xong</span></p>")
    '\\nCh\u01b0a xong\\n'
    """
    seen, place = _Seen(_sheet(page)), 0
    page = _without(page, "<!--", "-->")
    for tag in _TAG.finditer(page):
        seen.text(page[place : tag.start()])
        seen.tag(tag[2].lower(), tag[3], ends=bool(tag[1]))
        place = tag.end()
    seen.text(page[place:])
    return "".join(seen.found)


def _without(text: str, begins: str, ends: str) -> str:
    """*text* without comments; one that does not end hides the rest (HTML §13.2.5.43, CSS Syntax §4.3.2)."""
    kept, *commented = text.split(begins)
    return kept + "".join(one.partition(ends)[2] for one in commented)


def _sheet(page: str) -> dict[str, _Style]:
    """By ".class", "#id" or tag what the style sheets of *page* say."""
    found: dict[str, _Style] = {}
    for begun in _SHEET.split(page)[1:]:
        told = begun[: _end(begun)].replace("<!--", " ").replace("-->", " ")  # CSS Syntax §4.3.1
        for rule in _without(told, "/*", "*/").split("}"):
            head, _, declared = rule.rpartition("{")
            for one in head.rpartition("{")[2].lower().split(","):
                name = (_NAMED.findall(_NARROWED.split(one, maxsplit=1)[0]) or ["*"])[-1]
                _lay(found.setdefault(name, {}), _style(declared))
    return found


def _end(begun: str) -> int:
    return begun.lower().find("</style") % (len(begun) + 1)


def _style(declared: str) -> _Style:
    plain = _without(declared.lower(), "/*", "*/")
    pairs = (one.partition(":") for one in plain.split(";"))
    return {name.strip(): said.strip() for name, _, said in pairs}


def _lay(style: _Style, over: _Style) -> _Style:
    """*style* with *over* laid upon it; what is important stays (CSS Cascade §6.4.2)."""
    for name, said in over.items():
        if "!important" in said or "!important" not in style.get(name, ""):
            style[name] = said
    return style


class _Open(NamedTuple):
    """An element that is open, with whether its text is seen, in which colour on which, and *mark* before its lines."""

    tag: str
    is_seen: bool
    ink: _Colour
    paper: _Colour
    mark: str = ""


class _Seen:
    """Collects what is seen, tag by tag, in time linear in the length of the page."""

    def __init__(self, sheet: Mapping[str, _Style]) -> None:
        self.found: list[str] = []
        self._sheet = sheet
        self._open = [_Open("", True, (0, 0, 0), (255, 255, 255))]

    def text(self, written: str) -> None:
        """Takes what stands between two tags."""
        last = self._open[-1]
        if written and last.is_seen and _distance(last.ink, last.paper) > _ALIKE:
            self.found.append(html.unescape(_BLANKS.sub(" ", written)))

    def tag(self, name: str, attributes: str, *, ends: bool) -> None:
        """Takes a tag, whose end goes back to where it began."""
        if ends and any(one.tag == name for one in self._open[1:]):
            while self._open.pop().tag != name:
                pass
        if not ends and name not in _VOID and len(self._open) < _DEEPEST:
            told = {one[1].lower(): html.unescape(one[2] or one[3] or one[4] or "") for one in _TOLD.finditer(attributes)}  # fmt: skip
            self._open.append(self._opened(name, told))
        if name in _LINES:
            self.found.append("\n" + self._open[-1].mark)

    def _opened(self, name: str, told: Mapping[str, str]) -> _Open:
        style, above = self._styled(name, told), self._open[-1]
        quotes = told.get("type") == "cite" or "quote" in told.get("class", "")
        hidden = name in _UNSEEN or "hidden" in told or _hides(style) or _turns(name, told, style)
        ink = style.get("color", told.get("text" if name == "body" else "color", ""))
        paper = (style.get(key, "") for key in ("background-color", "background"))
        return _Open(
            name,
            above.is_seen and not hidden,
            _colour(ink) or above.ink,
            _colour(" ".join((*paper, told.get("bgcolor", "")))) or above.paper,
            above.mark + "> " * (quotes and name == "blockquote"),
        )

    def _styled(self, name: str, told: Mapping[str, str]) -> _Style:
        classes = (f".{one}" for one in told.get("class", "").lower().split()[:20])
        named = ("*", name, *classes, f"#{told.get('id', '').lower()}")
        style: _Style = {}
        for one in named:
            _lay(style, self._sheet.get(one, {}))
        return _lay(style, _style(told.get("style", "")))


def _distance(first: _Colour, second: _Colour) -> int:
    return sum(abs(one - other) for one, other in zip(first, second, strict=True))


def _colour(said: str) -> _Colour | None:
    """None for what is not known; black text on white is taken where nothing is said."""
    said = said.strip().lower()
    if digits := _hexed(said):
        return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16))
    if mixed := _MIXED.search(said):
        return (int(mixed[1]), int(mixed[2]), int(mixed[3]))
    return next((colour for name, colour in _COLOURS.items() if name in said.split()), None)


def _hexed(said: str) -> str:
    """The six figures of a colour, or eight with how much it covers; "" where it is not written so."""
    found = _HEXED.search(said)
    if found is None:
        return ""
    return "".join(sign * 2 for sign in found[1]) if len(found[1]) < 6 else found[1]


def _is_faint(colour: str) -> bool:
    """Whether a *colour* covers so little that nobody sees it, or cannot be told."""
    if "transparent" in colour:
        return True
    if digits := _hexed(colour):
        return len(digits) == 8 and int(digits[6:], 16) / 255 < _FAINTEST
    mixed = _MIXED.search(colour)
    if mixed is None:
        return "(" in colour  # what is computed, or another space of colours, is not told
    covers = mixed[4]
    return covers is not None and (_length(covers) is None or _is_below(covers, _FAINTEST))


def _is_below(said: str, share: float) -> bool:
    """Whether a number or percentage is less than that *share* of one; not where it is none."""
    found = _length(said)
    return found is not None and found[0] / (100 if found[1] == "%" else 1) < share


def _hides(style: _Style) -> bool:
    return any(_hidings(style))


def _hidings(style: _Style) -> Iterator[bool]:
    yield style.get("display", "").startswith("none")
    yield style.get("visibility", "").startswith(("hidden", "collapse"))
    yield style.get("mso-hide", "").startswith("all")
    yield any(
        style.get(name, "").replace("!important", "").strip() not in _AS_IT_IS for name in _AWAY
    )
    yield any(
        "\\" in f"{name}{said}" for name, said in style.items() if not name.startswith(_ESCAPED)
    )
    yield _is_faint(style.get("color", ""))
    yield _is_tiny(style.get("font-size", "")) or any(
        map(_is_nothing, style.get("font", "").split())
    )
    yield _is_untold(style.get("opacity", "")) or _is_below(style.get("opacity", ""), _FAINTEST)
    yield style.get("overflow", "").startswith(("hidden", "clip")) and any(
        (found := _pixels(style.get(name, ""))) is not None and found < _SMALLEST["px"]
        for name in ("height", "max-height", "width", "max-width")
    )
    yield any(_is_away(style.get(name, "")) for name in _PLACED)
    yield any((_pixels(style.get(name, "")) or 0) < _NEAR for name in _SPACED)


def _is_away(said: str) -> bool:
    """Whether one of the lengths leads out of what is shown."""
    found = map(_pixels, said.split())
    far = any(one is not None and not _FAR <= one <= _FARTHER for one in found)
    return far or any(map(_is_untold, said.split()))


def _is_untold(said: str) -> bool:
    """Whether it is a number that cannot be told: it is computed, or in a unit or a way that no program writes."""
    return "(" in said or (said[:1] in _NUMERIC and _length(said) is None)


def _pixels(said: str) -> float | None:
    found = _length(said)
    return None if found is None else found[0] * _PIXELS[found[1]]


def _is_tiny(size: str) -> bool:
    """Whether letters of that size are not seen; one that cannot be told is none that programs write."""
    found = _length(size)
    if found is not None:
        return _is_small(*found)
    return bool(size) and _SIZED.match(size) is None


def _is_nothing(part: str) -> bool:
    """Whether it is a size within "font:" that shows nothing."""
    found = _length(part)
    return found is not None and (_is_small(*found) if found[1] else found[0] < 0.1)


def _is_small(count: float, unit: str) -> bool:
    least = _SMALLEST.get(unit)
    return count * _PIXELS[unit] < _SMALLEST["px"] if least is None else count < least


def _length(said: str) -> tuple[float, str] | None:
    found = _LENGTH.match(said.strip())
    if found is None or not any(sign.isdigit() for sign in found[1]):
        return None
    return float(found[1]), found[2]


def _turns(tag: str, told: Mapping[str, str], style: _Style) -> bool:
    """Whether letters run backwards there (HTML §4.5.25 and CSS Writing Modes §2.2)."""
    over = tag == "bdo" or "override" in style.get("unicode-bidi", "")
    return over and "rtl" in (told.get("dir", "").lower(), style.get("direction", ""))
