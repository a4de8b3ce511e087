"""Every route of the console; a page is added by a module with `routes`, named here."""

from collections.abc import Sequence
from itertools import chain

from starlette.routing import BaseRoute

from web.console import (
    act_pages,
    agencies,
    assign_page,
    audit,
    away,
    calendar_page,
    decide_page,
    digest_page,
    document_filing,
    document_new,
    document_page,
    documents,
    domains,
    enrol,
    entry,
    event_acts,
    event_new,
    event_page,
    events,
    figures_page,
    form_new,
    form_page,
    forms_page,
    forms_total,
    hand_over,
    health_page,
    help_page,
    import_page,
    intake,
    intake_page,
    intake_rules,
    invited,
    letter,
    letter_page,
    live_page,
    mail,
    office_page,
    order_pages,
    passkey_page,
    people,
    petition_figures,
    petition_new,
    petitions,
    plan_copy,
    plan_new,
    plan_page,
    ranking_page,
    search_page,
    settings_page,
    submit_page,
    task_acts,
    task_page,
    tasks,
    unclear_page,
)
from web.console.frame import looks
from web.console.gate import Gate

PAGES = (
    *(entry, invited, enrol, passkey_page, tasks, task_page, settings_page),
    *(search_page, documents, document_new, document_filing, document_page, figures_page),
    *(task_acts, act_pages, order_pages, submit_page, decide_page, letter_page),
    *(office_page, ranking_page, assign_page, help_page, unclear_page),
    *(mail, domains, letter, health_page, live_page, audit, people, agencies, calendar_page),
    *(intake, intake_rules, intake_page),
    *(import_page, plan_new, plan_copy, plan_page),
    *(forms_page, forms_total, form_new, form_page, petition_new, petition_figures, petitions),
    *(away, hand_over, digest_page, events, event_new, event_page, event_acts),
)


def console_routes(gate: Gate) -> Sequence[BaseRoute]:
    """All pages behind *gate*, with their look."""
    return (*looks(), *chain.from_iterable(page.routes(gate) for page in PAGES))
