"""What who runs the machine does: health, one letter, a domain, the account, people and agencies."""

from tests.walks.staff import ENTERS, LEAVES
from tests.walks.step import Walk, press, unfold

DOMAIN = "cham{k}.gov.vn"
WALK: Walk = (
    *ENTERS,
    press("@web.tab.health", "@web.health.loops"),
    press("@web.tab.mail", "@web.mail.q"),
    press("@web.mail.seek", "@web.letter.recipients", "{receipt}",
          into={"@web.mail.q": "{receipt}"}),
    press("@web.letter.hold", "@web.said.letter-hold"),
    press("@web.letter.release", "@web.said.letter-release"),
    press("@web.letter.account", "@web.audit.subject"),
    press("@web.tab.mail", "@web.mail.q"),
    press("@web.mail.tab-domains", "@web.domains.slow"),
    unfold("@web.domains.suspend", "@web.domains.suspend-more"),
    press("@web.domains.suspend", "@web.said.domain-suspended", DOMAIN,
          into={"@web.mail.domain": DOMAIN, "@web.letter.reason": "chuyển máy chủ"}),
    press("@web.domains.resume", "@web.said.domain-resumed", within=DOMAIN),
    press("moh.gov.vn", "@web.domains.records", "@web.domains.not-yet"),
    press("@web.tab.audit", "@web.audit.lead"),
    press("@web.audit.verify", "@web.verify.holds"),
    press("@web.tab.people", "@web.people.q"),
    press("@web.mail.seek", "Hoàng Thư {k}", into={"@web.people.q": "hoang thu {k}"}),
    press("Hoàng Thư {k}", "@web.people.rights"),
    press("@web.people.invite", "@web.said.invited"),
    press("@web.tab.people", "@web.people.q"),
    press("@web.mail.seek", "Lê Minh {k}", into={"@web.people.q": "le minh {k}"}),
    press("Lê Minh {k}", "@web.people.end-more"),
    press("@web.people.end", "@web.said.sessions-ended"),
    press("@web.tab.people", "@web.people.q"),
    press("@web.directory.agencies", "Sở Y tế {k}"),
    press("Sở Y tế {k}", "@web.agencies.heads", "Ngô Giang {k}"),
    *LEAVES,
)  # fmt: skip
