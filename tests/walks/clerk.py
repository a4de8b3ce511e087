"""What a clerk does: the tray, a register that is taken in and back, a task, a form that is asked of units, a petition."""

from tests.walks.staff import ENTERS, LEAVES
from tests.walks.step import Walk, press

PETITION = "giấy tờ khi khám bệnh {k}"
WALK: Walk = (
    *ENTERS,
    press("@web.tab.intake", "@web.intake.title", "{come}", "{other}"),
    press("{come}", "@web.intake.letter", "@web.intake.confirm"),
    press("@web.intake.check", "@web.intake.letter", into={"@proposal.read.product": "Báo cáo nhanh"}),
    press("@web.intake.confirm", "@web.intake.undo-short"),
    press("@web.intake.undo-short", "@web.intake.in-register"),
    press("@web.intake.undo", "@web.said.intake-undone",
          into={"@web.intake.undo-reason": "nhầm đơn vị"}),
    press("@web.tab.intake", "{other}"),
    press("{other}", "@web.intake.letter"),
    press("@web.intake.drop", "@web.intake.reopen-short",
          into={"@web.intake.drop-reason": "gửi nhầm cơ quan"}),
    press("@web.tab.intake", "@web.intake.rules"),
    press("@web.intake.rules", "@web.intake.rules"),
    press("@web.tab.imports", "@web.imports.title"),
    press("@web.imports.read", "@web.imports.comes", into={"@web.imports.file": "{register}"}),
    press("@web.imports.keep", "@web.imports.then-undone"),
    press("@web.imports.undo", "@web.imports.undone"),
    press("@web.tab.assign", "@web.assign.title"),
    press("@web.assign.read", "@web.assign.understood",
          into={"@web.assign.paper": "{paper}", "@web.assign.content": "Báo cáo nhân lực dược đợt {k}",
                "@web.task.lead": "Vụ Pháp chế", "@web.assign.due": "23/10/2026"}),
    press("@web.assign.go", "@web.said.assigned"),
    press("@web.tab.forms", "@web.forms.mine-title"),
    press("@web.forms.kinds", "@web.forms.kinds-title"),
    press("@web.forms.open", "@web.forms.then-open", within="BC-CCHC-{k}"),
    press("@web.forms.ask", "@web.said.report-asked", "Vụ Pháp chế",
          into={"@web.forms.form": "BC-CCHC-{k}", "@web.forms.period": "2026-09", "@web.forms.due": "2026-10-20"}),
    press("@web.tab.petitions", PETITION),
    press("", "@web.petitions.acts", within=PETITION),
    press("@web.petitions.do.register", "@web.said.petition-register"),
    press("@web.petitions.do.classify", "@web.said.petition-classify",
          into={"@petition.column.title": "Giấy tờ khám bệnh {k}"}),
    press("@web.tab.documents", "@web.documents.xlsx-theo-doi"),
    *LEAVES,
)  # fmt: skip
