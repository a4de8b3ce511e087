"""What who writes a program reads: the page on which the API is described."""

from tests.walks.step import Walk, at

WALK: Walk = (at("/api", "@web.api.title", "GET /tasks", "@web.api.page.hooks"),)
