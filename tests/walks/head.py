"""What the head of an agency does: how units and people stand, what waits for a decision, figures, the calendar, plans."""

from tests.walks.staff import ENTERS, LEAVES
from tests.walks.step import Walk, brings, press, unfold

APPROVED, RETURNED, ASKED = (
    "Thẩm định giá thuốc đợt {k}",
    "Kiểm tra kho dự trữ đợt {k}",
    "Tổng hợp nhu cầu vật tư đợt {k}",
)
WALK: Walk = (
    *ENTERS,
    press("@web.tab.agency", "@web.office.agency", "Phòng Kế hoạch {k}"),
    press("Phòng Kế hoạch {k}", "Trần Thị Bình {k}"),
    press("Trần Thị Bình {k}", "Rà soát danh mục thuốc đợt {k}"),
    press("@web.filter.soon", "@web.list.open"),
    press("@web.tab.approvals", "@web.decide.submitted", APPROVED, RETURNED, ASKED),
    press("@web.decide.approve", "@web.said.approved", within=APPROVED),
    unfold("@web.decide.return", "@web.decide.submitted", within=RETURNED),
    press("@web.decide.return-go", "@web.said.returned", within=RETURNED,
          into={"@web.act.reason": "Thiếu biên bản kiểm kê"}),
    press(ASKED, "@web.task.facts"),
    press("@web.task.decide", "@web.decide.asked"),
    press("@web.decide.grant", "@web.said.granted"),
    press("@web.tab.search", "@web.search.start"),
    press("@web.search.go", ASKED, into={"@web.search.what": "tong hop nhu cau vat tu dot {k}"}),
    press(ASKED, "@web.task.facts"),
    unfold("@web.task.orders", "@web.act.due.button", "@web.act.finish.button"),
    press("@web.act.describe.button", "@web.act.describe.title"),
    press("@web.act.describe.go", "@web.said.described", "Bảng tổng hợp",
          into={"@web.act.describe.product": "Bảng tổng hợp"}),
    press("@web.tab.figures", "@web.figures.now", "@web.figures.show"),
    press("@web.figures.show", "@web.figures.now",
          into={"@web.figures.since": "2026-09-01", "@web.figures.until": "2026-10-01"}),
    brings("@web.figures.workbook"),
    press("@web.tab.calendar", "@web.calendar.runs"),
    press("2027", "@web.calendar.runs"),
    press("@web.tab.plans", "Kế hoạch dược {k}"),
    press("Kế hoạch dược {k}", "@web.plans.groups", "Đào tạo dược sĩ đợt {k}"),
    press("Cải cách", "Đào tạo dược sĩ đợt {k}"),
    brings("@web.plans.workbook"),
    *LEAVES,
)  # fmt: skip
