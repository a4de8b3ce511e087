"""The report on a plan as one page to print: A4 across, numbered, with nothing loaded from elsewhere."""

from datetime import tzinfo
from pathlib import Path
from typing import Any

from templates import render
from web.register_page import shown
from work.deadline import Reached
from work.plan import Plan, Progress
from work.plan_report import COLUMNS, SUMMARY_COLUMNS, Tasks, rows, summary_rows
from work.register_export import written_day

_CSS = Path(__file__).parent / "pages" / "register.css"


def plan_page(
    office: str, plan: Plan, tasks: Tasks, far: Progress, now: Reached, zone: tzinfo, language: str
) -> str:
    """The page: the figures of each group, then the tasks, group by group."""
    head, paper = plan.head, plan.document
    facts = {
        "office": office,
        "title": head.title,
        "document": {"number": paper.number, "issued": written_day(paper.issued), "issuer": paper.issuer},
        "begins": written_day(head.begins),
        "ends": written_day(head.ends),
        "owner": head.owner.name,
        "printed": written_day(now.day),
        "css": _CSS.read_text("utf-8"),
        "whole": {"total": far.whole.total, "done": far.whole.done, "rate": far.whole.done_rate()},
        "summary": _table(SUMMARY_COLUMNS, summary_rows(plan, far)),
        "tasks": _table(COLUMNS, rows(plan, tasks, now, zone)),
    }  # fmt: skip
    return render("web/plan", facts, language)


def _table(columns: Any, cells: Any) -> dict[str, Any]:
    whole = sum(one.width for one in columns)
    return {
        "columns": [
            {"title": one.title, "percent": round(100 * one.width / whole, 2)} for one in columns
        ],
        "rows": [
            {
                "heading": all(cell is None for cell in row[2:]),
                "cells": [
                    {"text": shown(cell), "centred": one.centred}
                    for cell, one in zip(row, columns, strict=True)
                ],
            }
            for row in cells
        ],
    }
