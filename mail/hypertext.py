"""The text of an HTML body, line by line as it would be shown, and what is hidden in it too."""

import html
import re

from work.pages_within import pages_in

DEEPEST = 3  # pages within one another

# A tag ends at the next "<" at the latest: so the time is linear, whatever is not closed.
_DROPPED = re.compile(
    r"<(style|script)\b[^<>]*>[^<]*(?:<(?!/(?:style|script)\b)[^<]*)*", re.IGNORECASE
)
_CELL = re.compile(r"</?(?:td|th)\b[^<>]*>", re.IGNORECASE)
_LINE = re.compile(
    r"</?(?:br|p|div|tr|table|h[1-6]|li|ul|ol|dl|dt|dd|hr|blockquote|pre|body|head|title|html|section|article"
    r"|header|footer|center|address|form|fieldset|legend|option|caption|figure)\b[^<>]*>",
    re.IGNORECASE,
)
_OPENED = re.compile(r"<[a-z][^<>]*+>", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?:alt|title|value|placeholder|label)\s*+=\s*+(?:\"([^\"<>]*+)\"|'([^'<>]*+)'|([^\s\"'<>]++))",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-z!?][^<>]*>|<!--|-->", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_SHOWN_BLANKS = re.compile(r" ?\n[ \n]*")


_STYLED = re.compile(r"<(?:style|script)\b", re.IGNORECASE)
_WRITTEN = ("attr(", "list-style", "counter")  # a style writes an attribute, or is one
_SIGNS = re.compile("[\"'<>]")
_STRINGS = re.compile("\"[ \t\r\n]+\"|'[ \t\r\n]+'")  # of a style sheet, which are one
_ESCAPED = re.compile(
    r"\\([0-9a-f]{1,6})[ \t\n]?", re.IGNORECASE
)  # in a style sheet, CSS Syntax §4.3.7
# What is taken once is not given back, so that the time stays linear.
_QUOTED_TAG = re.compile(
    r"<[a-z][^<>\"']{0,200}+(?>(?:\"[^\"]{0,1000}+\"|'[^']{0,1000}+'|[^<>\"']{1,200}+){0,20})>",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"<([a-z]{1,20}+)\b(?>[^<>]{0,500}?(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|\shidden))"
    r"[^<>]{0,500}+>[^<]*+</\1>",
    re.IGNORECASE,
)
_TURNED = re.compile(r"<bdo\b(?>[^<>]{0,200}?rtl)[^<>]{0,200}+>([^<]*)</bdo>", re.IGNORECASE)
_DISGUISES = re.compile(
    r"<!--|display|visibility|font-size|hidden|<bdo|=[^<>]{0,200}<", re.IGNORECASE
)


def texts_of(markup: str, depth: int = DEEPEST) -> tuple[str, ...]:
    """Everything that programs may show of *markup*: with what is hidden in it, without, and with its style sheets.

    Where one ends a comment, a style sheet or a tag another may not, and a style sheet can write text.
    Pages in its attributes are read likewise.
    """
    found = [text_of(markup)]
    if _STYLED.search(markup):
        found.append(_text(_ESCAPED.sub(_letter, _STRINGS.sub("", markup))))
    if _DISGUISES.search(markup):
        bare = _DROPPED.sub(" ", _without_comments(markup))
        bare = _TURNED.sub(lambda run: run[1][::-1], _HIDDEN.sub("", bare))
        found.append(_text(_QUOTED_TAG.sub(_shown_tag, bare)))
    small = markup.lower()
    if any(word in small for word in _WRITTEN):
        found.append(_pieces(markup))
    if depth:
        found += [text for page in pages_in(markup) for text in texts_of(page, depth - 1)]
    return tuple(dict.fromkeys(found))


def _pieces(markup: str) -> str:
    """Each value of an attribute on a line of its own; those of ASCII alone are the programs'."""
    pieces = _SIGNS.split(html.unescape(_ESCAPED.sub(_letter, markup)))
    return "\n".join(one for one in pieces if not one.isascii())


def _without_comments(markup: str) -> str:
    """HTML §13.2.5.43: one that does not end hides the rest."""
    kept, place = [], 0
    while (begin := markup.find("<!--", place)) >= 0:
        kept.append(markup[place:begin])
        end = markup.find("-->", begin + 2)
        place = len(markup) if end < 0 else end + 3
    return "".join((*kept, markup[place:]))


def _letter(code: re.Match[str]) -> str:
    number = int(code[1], 16)
    return chr(number) if 0 < number < 0xD800 else ""


def _shown_tag(tag: re.Match[str]) -> str:
    """The tag without what is quoted in it, so that nothing there ends it."""
    return _QUOTED.sub("", tag[0])


_QUOTED = re.compile("\"[^\"]*\"|'[^']*'")


def text_of(markup: str) -> str:
    """What *markup* says: a line for each block, TAB between cells, what images are said to show.

    >>> text_of("<p>M<b>Ậ</b>T</p><td>a<td>b&nbsp;&#7853;")
    '\\nMẬT\\n\\ta\\tb\\xa0ậ'
    """
    return _text(_DROPPED.sub(" ", markup))


def _text(markup: str) -> str:
    markup = markup.replace("<![CDATA[", "").replace("]]>", "")
    markup = _BLANKS.sub(" ", markup)
    markup = _OPENED.sub(_with_said, markup)
    markup = _LINE.sub("\n", _CELL.sub("\t", markup))
    return _SHOWN_BLANKS.sub("\n", html.unescape(_TAG.sub("", markup)))


def _with_said(tag: re.Match[str]) -> str:
    """What the tag has for readers, in its place; itself where that is nothing."""
    said = ["".join(values) for values in _SAID.findall(tag[0])]
    return "\n".join(("", *said, "")) if said else tag[0]
