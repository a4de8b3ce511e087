"""A browser that runs no scripts: it follows links that a page has, and sends a page's own forms with all that stands in them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

from tests.web.test_console_tasks import words

VOID = frozenset({"input", "br", "img", "meta", "link", "hr"})


@dataclass
class Form:
    """One form of a page: where it goes, and what stands in its fields; *names* has those that stay out while they are not chosen.

    *choices* are what can be chosen, where that is fixed.
    """

    action: str
    method: str
    files: bool
    fields: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    choices: dict[str, set[str]] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms and links of a page, as HTML has them (successful controls, HTML Living Standard §4.10.22)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._open: Form | None = None
        self._text, self._select = "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag == "form":
            many = found.get("enctype") == "multipart/form-data"
            self._open = Form(found["action"], found.get("method", "get"), many)
            self.forms.append(self._open)
        if self._open is not None:
            self._control(tag, found, self._open)

    def _control(self, tag: str, found: dict[str, str], form: Form) -> None:
        name, kind = found.get("name", ""), found.get("type", "")
        if name:
            form.names.add(name)
        if tag == "option" and self._select:
            first = self._select not in form.fields
            form.choices.setdefault(self._select, set()).add(found.get("value", ""))
            if first or "selected" in found:
                form.fields[self._select] = found.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._text = name
            form.fields[name] = ""
        elif tag == "input" and kind not in ("file", "submit"):
            if kind == "radio":
                form.choices.setdefault(name, set()).add(found.get("value", ""))
            if kind not in ("checkbox", "radio") or "checked" in found:
                form.fields[name] = found.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._text and self._open is not None:
            self._open.fields[self._text] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if tag == "textarea":
            self._text = ""
        if tag == "select":
            self._select = ""


@dataclass
class Plain:
    """One person with such a browser; *page* is what it shows, at *place*."""

    browser: httpx.AsyncClient
    page: str = ""
    place: str = ""

    @property
    def said(self) -> str:
        """What somebody reads on the page."""
        return words(self.page)

    async def open(self, path: str) -> str:
        """An address that is typed, or comes from a letter; what the page says."""
        return await self._shown(await self.browser.get(path))

    async def follow(self, part: str) -> str:
        """The first link of the page whose address has that *part*."""
        link = next((one for one in Forms(self.page).links if part in one), None)
        assert link is not None, f"no link to {part} at {self.place}: {self.said}"
        return await self.open(link)

    async def press(self, action: str, *files: tuple[str, bytes], **given: str) -> str:
        """The button of the form that goes to *action*, with its fields as they stand but for those *given*; what comes then."""
        form = self.form(action)
        unknown = [name for name in given if name not in form.names]
        assert not unknown, f"{action} has no {unknown}, but {sorted(form.names)}"
        absurd = [n for n in given if n in form.choices and given[n] not in form.choices[n]]
        assert not absurd, f"{absurd} can be {form.choices}"
        fields = {**form.fields, **given}
        if form.method == "get":
            return await self._shown(await self.browser.get(form.action, params=fields))
        sent = [("files", (name, body)) for name, body in files]
        assert form.files or not sent, f"{action} takes no files"
        origin = {"origin": str(self.browser.base_url).rstrip("/")}
        parts = [(name, (None, value)) for name, value in fields.items()]
        body = {"files": [*parts, *sent]} if form.files else {"data": fields}
        answer = await self.browser.post(form.action, headers=origin, **body)
        return await self._shown(answer)

    def form(self, action: str) -> Form:
        """The first form of the page that goes there."""
        found = (one for one in Forms(self.page).forms if one.action.partition("#")[0] == action)
        form = next(found, None)
        assert form is not None, f"no form to {action} at {self.place}: {self.said}"
        return form

    async def _shown(self, answer: httpx.Response) -> str:
        while answer.status_code == 303:
            answer = await self.browser.get(answer.headers["location"])
        self.page, self.place = answer.text, answer.url.path
        assert answer.status_code == 200, f"{self.place} {answer.status_code}: {self.said}"
        return self.said


def number_in(text: str, pattern: str) -> str:
    """The first group of *pattern* in the text."""
    found = re.search(pattern, text)
    assert found is not None, f"no {pattern}: {text}"
    return found[1]
