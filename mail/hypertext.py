"""The text of an HTML body, line by line as it would be shown, and what is hidden in it too."""

import html
import re

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
_SAID = re.compile(
    r"<[a-z][^<>]*?\b(?:alt|title)\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-z!?][^<>]*>|<!--|-->", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_SHOWN_BLANKS = re.compile(r" ?\n[ \n]*")


def text_of(markup: str) -> str:
    """What *markup* says: a line for each block, TAB between cells, what images are said to show.

    >>> text_of("<p>M<b>Ậ</b>T</p><td>a<td>b&nbsp;&#7853;")
    '\\nMẬT\\n\\ta\\tb\\xa0ậ'
    """
    markup = _DROPPED.sub(" ", markup)
    markup = _BLANKS.sub(" ", markup)
    markup = _SAID.sub(lambda tag: f"\n{tag[1] or tag[2] or ''}\n", markup)
    markup = _LINE.sub("\n", _CELL.sub("\t", markup))
    return _SHOWN_BLANKS.sub("\n", html.unescape(_TAG.sub("", markup)))
