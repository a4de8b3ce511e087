"""One fault of a filled form in words, with its place and what to do; the words are handed in."""

from collections.abc import Mapping
from typing import Any, Protocol

from work.form.check import Fault
from work.form.form import Form
from work.form.indicator import Kind
from work.form.value import kept, shown
from work.sheet import column_letter


class Say(Protocol):
    """The sentence at a key, with facts put in, in the reader's language."""

    def __call__(self, key: str, **facts: Any) -> str:
        """One sentence of templates/."""
        ...


def fault_line(fault: Fault, form: Form, sheet: str, language: str, say: Say) -> str:
    """The fault by sheet, cell, indicator and rule."""
    said = say(f"form-fault.{fault.code}", **_facts(fault, form, language))
    facts = {"said": said, "sheet": sheet, "indicator": fault.indicator}
    if fault.row and fault.column is not None:
        facts["cell"] = f"{column_letter(fault.column)}{fault.row}"
        return say("form-fault.cell", **facts)
    if fault.indicator:
        return say("form-fault.indicator", **facts)
    return say("form-fault.sheet", **facts) if sheet else said


def _facts(fault: Fault, form: Form, language: str) -> Mapping[str, Any]:
    one = form.indicator(fault.indicator)
    kind = one.kind if one is not None else Kind.TEXT
    facts = dict(fault.facts)
    if fault.code in ("above", "below", "less", "sum"):
        for key in ("value", "bound", "least", "sum"):
            if key in facts:
                facts[key] = shown(kept(kind, str(facts[key])), language)
    if "parts" in facts:
        facts["parts"] = " + ".join(facts["parts"])
    return {"written": "", "total": facts.pop("sum", ""), **facts, "indicator": fault.indicator}
