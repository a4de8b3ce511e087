"""Every route of the console; a page is added by a module with `routes`, named here."""

from collections.abc import Sequence
from itertools import chain

from starlette.routing import BaseRoute

from web.console import (
    agencies,
    audit,
    calendar_page,
    document_page,
    documents,
    domains,
    enrol,
    entry,
    figures_page,
    health_page,
    intake,
    intake_page,
    intake_rules,
    invited,
    letter,
    letters,
    mail,
    people,
    search_page,
    settings_page,
    task_page,
    tasks,
)
from web.console.frame import looks
from web.console.gate import Gate

OPERATION = (mail, domains, letter, letters, health_page, audit, people, agencies, calendar_page)
PAGES = (
    *(entry, invited, enrol, tasks, task_page, settings_page),
    *(search_page, documents, document_page, figures_page),
    *OPERATION,
    *(intake, intake_rules, intake_page),
)


def console_routes(gate: Gate) -> Sequence[BaseRoute]:
    """All pages behind *gate*, with their look."""
    return (*looks(), *chain.from_iterable(page.routes(gate) for page in PAGES))
