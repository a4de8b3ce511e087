"""What one of the staff does in a day: their work, one task from receiving it to handing it in, a search, their settings."""

from tests.walks.step import Walk, at, press

ENTERS: Walk = (
    at("/login", "@web.login.title", "@web.login.forgot"),
    press("@web.login.go", "@web.second.title",
          into={"@web.login.mailbox": "{box}", "@web.login.password": "{password}"}),
    press("@web.second.go", "@web.list.open", into={"@web.second.code": "{code}"}),
)  # fmt: skip
LEAVES: Walk = (press("@web.frame.out", "@web.said.out", "@web.login.title"),)

WALK: Walk = (
    *ENTERS,
    press("@web.filter.late", "Báo cáo cung ứng vắc-xin đợt {k}"),
    press("Báo cáo cung ứng vắc-xin đợt {k}", "@web.task.facts", "@web.task.deadlines"),
    press("@web.task.receive", "@web.said.received", within="@web.task.receive-more"),
    press("@web.task.report", "@web.said.reported", "60%",
          into={"@web.task.percent": "60", "@web.task.text": "Còn thiếu số liệu"}),
    press("@web.act.submit.button", "@web.act.submit.title"),
    press("@web.act.submit.go", "@web.said.submitted", "Báo cáo.txt",
          into={"@web.act.submit.text": "Báo cáo số 45/BC-SYT", "@web.act.submit.files": "{file}"}),
    press("@web.tab.search", "@web.search.start"),
    press("@web.search.go", "Rà soát danh mục thuốc đợt {k}",
          into={"@web.search.what": "ra soat danh muc thuoc dot {k}"}),
    press("Rà soát danh mục thuốc đợt {k}", "@web.task.facts"),
    press("@web.act.extend.button", "@web.act.extend.title"),
    press("@web.act.extend.go", "@web.said.extension-asked",
          into={"@web.act.extend.day": "2026-10-15", "@web.act.reason": "Chờ số liệu của các tỉnh"}),
    press("@web.act.snooze.button", "@web.act.snooze.title"),
    press("@web.act.leave", "@web.task.facts"),
    press("@web.act.hand-on.button", "@web.act.hand-on.title"),
    press("@web.act.leave", "@web.task.facts"),
    press("@web.tab.forms", "@web.forms.mine-title"),
    press("@web.tab.petitions", "@web.petitions.lead"),
    press("@web.help.title", "@web.help.mail", "@web.help.marks"),
    press("@web.tab.settings", "@web.settings.language", "@web.settings.sessions"),
    press("@web.settings.save", "@web.said.language", into={"{tongue}": "{tongue}"}),
    *LEAVES,
)  # fmt: skip
