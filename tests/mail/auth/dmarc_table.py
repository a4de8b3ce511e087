"""What RFC 9989 says of letters, worked out by hand before there was code: who wrote, what passed, and what follows."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Case(NamedTuple):
    """*zone* has records by domain (at _dmarc, or at the name itself where it begins with "@").

    *spf* and *dkim* are domains that passed; one with "?" before it is unknown, as the
    DNS did not tell.
    """

    title: str
    author: str
    zone: Mapping[str, str | bytes | Sequence[str] | None]
    spf: str
    dkim: Sequence[str]
    result: str
    policy: str = "none"
    policy_domain: str = ""


V = "v=DMARC1;"
REJECT = f"{V} p=reject"
DEEP = "a.b.c.d.e.f.g.h.i.j.k.example.com"
SIGNED = {"example.com": REJECT, "signing.example.com": REJECT}
BANKS = {
    "bank.example": f"{V} p=reject; psd=y",
    "giant.bank.example": f"{V} p=quarantine",
}

DISCOVERY = [
    Case("no record at all", "moh.gov.vn", {}, "moh.gov.vn", ["moh.gov.vn"], "none"),
    Case("a record of the author", "moh.gov.vn", {"moh.gov.vn": REJECT}, "", [], "fail", "reject", "moh.gov.vn"),
    Case("a record of the organisation", "so.moh.gov.vn", {"moh.gov.vn": REJECT}, "", [], "fail", "reject", "moh.gov.vn"),
    Case("the author's goes before the organisation's", "so.moh.gov.vn",
         {"so.moh.gov.vn": f"{V} p=none", "moh.gov.vn": REJECT}, "", [], "fail", "none", "so.moh.gov.vn"),
    Case("what stands between is passed over", "x.so.moh.gov.vn",
         {"so.moh.gov.vn": f"{V} p=none", "moh.gov.vn": REJECT}, "", [], "fail", "reject", "moh.gov.vn"),
    Case("psd=n between ends the walk", "x.so.moh.gov.vn",
         {"so.moh.gov.vn": f"{V} p=quarantine; psd=n", "moh.gov.vn": REJECT}, "", [], "fail", "quarantine", "so.moh.gov.vn"),
    Case("a public suffix speaks where the organisation does not", "so.moh.gov.vn",
         {"gov.vn": f"{V} p=none; sp=reject; psd=y", "@so.moh.gov.vn": "x"}, "", [], "fail", "reject", "gov.vn"),
    Case("the organisation's goes before the public suffix's", "so.moh.gov.vn",
         {"gov.vn": f"{V} p=reject; psd=y", "moh.gov.vn": f"{V} p=none"}, "", [], "fail", "none", "moh.gov.vn"),
    Case("a public suffix writes itself", "gov.vn", {"gov.vn": f"{V} p=reject; psd=y"}, "", [], "fail", "reject", "gov.vn"),
    Case("a top level speaks", "moh.vn", {"vn": f"{V} p=reject; psd=y"}, "", [], "fail", "reject", "vn"),
    Case("more than eight labels", DEEP, {"example.com": REJECT}, "", [], "fail", "reject", "example.com"),
    Case("what eight look-ups do not reach is not found", DEEP, {"f.g.h.i.j.k.example.com": REJECT}, "", [], "none"),
    Case("seven labels are left", DEEP, {"g.h.i.j.k.example.com": REJECT}, "", [], "fail", "reject", "g.h.i.j.k.example.com"),
    Case("eight labels are asked one by one", "a.b.c.d.e.f.example.com",
         {"b.c.d.e.f.example.com": REJECT}, "", [], "fail", "reject", "b.c.d.e.f.example.com"),
    Case("case is no matter", "MoH.Gov.VN", {"moh.gov.vn": REJECT}, "", [], "fail", "reject", "moh.gov.vn"),
    Case("a U-label is asked by its A-label", "bộ-y-tế.vn", {"xn--b-y-t-s61b7g.vn": REJECT}, "", [], "fail", "reject", "xn--b-y-t-s61b7g.vn"),
    Case("one label", "localhost", {"localhost": REJECT}, "", [], "fail", "reject", "localhost"),
]  # fmt: skip

RECORDS = [
    Case("others stand beside it", "a.vn", {"a.vn": ["x", "v=spf1 -all", REJECT]}, "", [], "fail", "reject", "a.vn"),
    Case("two are none", "a.vn", {"a.vn": [REJECT, REJECT]}, "", [], "none"),
    Case("two are none, and the walk goes on", "x.a.vn", {"x.a.vn": [REJECT, f"{V} p=none"], "a.vn": f"{V} p=quarantine"}, "", [], "fail", "quarantine", "a.vn"),
    Case("v= comes first", "a.vn", {"a.vn": "p=reject; v=DMARC1"}, "", [], "none"),
    Case("v= is written in capitals", "a.vn", {"a.vn": "v=dmarc1; p=reject"}, "", [], "none"),
    Case("v= is whole", "a.vn", {"a.vn": "v=DMARC10; p=reject"}, "", [], "none"),
    Case("v= ends with a semicolon", "a.vn", {"a.vn": "v=DMARC1 p=reject"}, "", [], "none"),
    Case("blanks around", "a.vn", {"a.vn": "v = DMARC1 ;\tp = reject ; "}, "", [], "fail", "reject", "a.vn"),
    Case("nothing but v=", "a.vn", {"a.vn": "v=DMARC1"}, "", [], "fail", "none", "a.vn"),
    Case("values in capitals", "a.vn", {"a.vn": f"{V} p=Reject"}, "", [], "fail", "reject", "a.vn"),
    Case("p= anywhere", "a.vn", {"a.vn": f"{V} adkim=s; p=reject"}, "", [], "fail", "reject", "a.vn"),
    Case("unknown tags, and those that RFC 9989 took out", "a.vn", {"a.vn": f"{V} x=y; pct=0; rf=afrf; ri=1; p=reject"}, "", [], "fail", "reject", "a.vn"),
    Case("what is no tag", "a.vn", {"a.vn": f"{V} nonsense; ; =; p=reject; adkim"}, "", [], "fail", "reject", "a.vn"),
    Case("octets beyond ASCII", "a.vn", {"a.vn": b"v=DMARC1; x=\xff\xfe; p=reject"}, "", [], "fail", "reject", "a.vn"),
    Case("no p=, but reports", "a.vn", {"a.vn": f"{V} rua=mailto:x@a.vn"}, "", [], "fail", "none", "a.vn"),
    Case("p= is wrong", "a.vn", {"a.vn": f"{V} p=drop"}, "a.vn", [], "permerror", "none", "a.vn"),
    Case("p= is wrong, but reports are asked for", "a.vn", {"a.vn": f"{V} p=drop; rua=mailto:x@a.vn"}, "", [], "fail", "none", "a.vn"),
    Case("p= is wrong, and so is rua=", "a.vn", {"a.vn": f"{V} p=drop; rua=nobody"}, "", [], "permerror", "none", "a.vn"),
    Case("sp= is wrong", "a.vn", {"a.vn": f"{V} p=reject; sp=drop"}, "", [], "permerror", "none", "a.vn"),
    Case("np= is wrong, but reports are asked for", "a.vn", {"a.vn": f"{V} p=reject; np=; rua=https://a.vn/,mailto:x@a.vn!10m"}, "", [], "fail", "none", "a.vn"),
    Case("p= stands twice", "a.vn", {"a.vn": f"{V} p=none; p=reject"}, "", [], "permerror", "none", "a.vn"),
    Case("adkim= is wrong, so it is relaxed", "a.vn", {"a.vn": f"{V} p=reject; adkim=x"}, "", ["x.a.vn"], "pass", "none", "a.vn"),
    Case("t=y lowers reject", "a.vn", {"a.vn": f"{V} p=reject; t=y"}, "", [], "fail", "quarantine", "a.vn"),
    Case("t=y lowers quarantine", "a.vn", {"a.vn": f"{V} p=quarantine; t=y"}, "", [], "fail", "none", "a.vn"),
    Case("t=y leaves none", "a.vn", {"a.vn": f"{V} p=none; t=y"}, "", [], "fail", "none", "a.vn"),
    Case("t=n", "a.vn", {"a.vn": f"{V} p=reject; t=n"}, "", [], "fail", "reject", "a.vn"),
    Case("t=y for subdomains too", "x.a.vn", {"a.vn": f"{V} p=none; sp=reject; t=y"}, "", [], "fail", "quarantine", "a.vn"),
]  # fmt: skip

SUBDOMAINS = [
    Case("sp= of one that exists", "x.a.vn", {"a.vn": f"{V} p=reject; sp=quarantine; np=none", "@x.a.vn": "x"}, "", [], "fail", "quarantine", "a.vn"),
    Case("np= of one that does not", "x.a.vn", {"a.vn": f"{V} p=none; sp=none; np=reject"}, "", [], "fail", "reject", "a.vn"),
    Case("np= without sp=", "x.a.vn", {"a.vn": f"{V} p=none; np=reject"}, "", [], "fail", "reject", "a.vn"),
    Case("np= is no matter to one that exists", "x.a.vn", {"a.vn": f"{V} p=quarantine; np=reject", "@x.a.vn": "x"}, "", [], "fail", "quarantine", "a.vn"),
    Case("sp= where np= is missing", "x.a.vn", {"a.vn": f"{V} p=none; sp=reject"}, "", [], "fail", "reject", "a.vn"),
    Case("p= where both are", "x.a.vn", {"a.vn": REJECT}, "", [], "fail", "reject", "a.vn"),
    Case("sp= and np= are not for the domain itself", "a.vn", {"a.vn": f"{V} p=none; sp=reject; np=reject"}, "", [], "fail", "none", "a.vn"),
    Case("a subdomain's own sp= is no matter", "x.a.vn", {"x.a.vn": f"{V} p=none; sp=reject", "a.vn": REJECT}, "", [], "fail", "none", "x.a.vn"),
    Case("whether it exists cannot be told", "x.a.vn", {"a.vn": f"{V} p=none; np=reject", "@x.a.vn": None}, "", [], "temperror", "none", "a.vn"),
    Case("whether it exists is no matter where both are alike", "x.a.vn", {"a.vn": f"{V} p=reject; np=reject", "@x.a.vn": None}, "", [], "fail", "reject", "a.vn"),
]  # fmt: skip

ALIGNMENT = [
    Case("SPF of the same domain", "a.vn", {"a.vn": REJECT}, "a.vn", [], "pass", "none", "a.vn"),
    Case("DKIM of the same domain", "a.vn", {"a.vn": REJECT}, "", ["a.vn"], "pass", "none", "a.vn"),
    Case("SPF of a subdomain", "example.com", {"example.com": REJECT}, "child.example.com", [], "pass", "none", "example.com"),
    Case("SPF of another domain", "child.example.com", {"example.com": REJECT}, "example.net", [], "fail", "reject", "example.com"),
    Case("DKIM of the parent", "child.example.com", {"example.com": REJECT}, "", ["example.com"], "pass", "none", "example.com"),
    Case("DKIM of another domain", "child.example.com", {"example.com": REJECT}, "", ["example.net"], "fail", "reject", "example.com"),
    Case("DKIM of a cousin", "x.example.com", {"example.com": REJECT}, "", ["y.example.com"], "pass", "none", "example.com"),
    Case("one of several signatures", "a.vn", {"a.vn": REJECT}, "b.vn", ["c.vn", "d.vn", "a.vn"], "pass", "none", "a.vn"),
    Case("aspf=s of a subdomain", "a.vn", {"a.vn": f"{V} p=reject; aspf=s"}, "x.a.vn", [], "fail", "reject", "a.vn"),
    Case("aspf=s of the same", "a.vn", {"a.vn": f"{V} p=reject; aspf=s"}, "A.vn", [], "pass", "none", "a.vn"),
    Case("aspf=s says nothing of DKIM", "a.vn", {"a.vn": f"{V} p=reject; aspf=s"}, "", ["x.a.vn"], "pass", "none", "a.vn"),
    Case("adkim=s of the parent", "x.a.vn", {"a.vn": f"{V} p=reject; adkim=s"}, "", ["a.vn"], "fail", "reject", "a.vn"),
    Case("adkim=s says nothing of SPF", "x.a.vn", {"a.vn": f"{V} p=reject; adkim=s"}, "a.vn", [], "pass", "none", "a.vn"),
    Case("a name that only ends alike", "a.vn", {"a.vn": REJECT}, "xa.vn", ["xa.vn"], "fail", "reject", "a.vn"),
    Case("two agencies under one public suffix", "moh.gov.vn", {"moh.gov.vn": REJECT}, "moet.gov.vn", [], "fail", "reject", "moh.gov.vn"),
    Case("a subdomain with psd=n is an organisation of its own", "so.moh.gov.vn",
         {"so.moh.gov.vn": f"{V} p=reject; psd=n", "moh.gov.vn": REJECT}, "moh.gov.vn", [], "fail", "reject", "so.moh.gov.vn"),
    Case("its own subdomains align with it", "so.moh.gov.vn",
         {"so.moh.gov.vn": f"{V} p=reject; psd=n", "moh.gov.vn": REJECT}, "x.so.moh.gov.vn", [], "pass", "none", "so.moh.gov.vn"),
    Case("without a record at the organisation, a cousin does not align", "x.example.com",
         {"x.example.com": REJECT}, "y.example.com", [], "fail", "reject", "x.example.com"),
    Case("RFC 9989 appendix B.4.1: DKIM", "example.com", SIGNED, "", ["signing.example.com"], "pass", "none", "example.com"),
    Case("RFC 9989 appendix B.4.2: SPF", DEEP, SIGNED, "example.com", [], "pass", "none", "example.com"),
    Case("RFC 9989 appendix B.4.2: DKIM", DEEP, SIGNED, "", ["signing.example.com"], "pass", "none", "example.com"),
    Case("RFC 9989 appendix B.4.3: SPF", "giant.bank.example", BANKS, "mail.giant.bank.example", [], "pass", "none", "giant.bank.example"),
    Case("RFC 9989 appendix B.4.3: DKIM", "giant.bank.example", BANKS, "", ["mail.mega.bank.example"], "fail", "quarantine", "giant.bank.example"),
]  # fmt: skip

SUFFIXES = [
    Case("a record of a listed suffix that does not say psd=y makes it no organisation", "moh.gov.vn",
         {"gov.vn": REJECT, "moh.gov.vn": REJECT}, "moet.gov.vn", ["gov.vn"], "fail", "reject", "moh.gov.vn"),
    Case("it still speaks for those without a record", "moh.gov.vn", {"gov.vn": f"{V} p=none; sp=reject"}, "moet.gov.vn", [], "fail", "reject", "gov.vn"),
    Case("a top level with psd=y makes a listed suffix no organisation", "moh.gov.vn",
         {"vn": f"{V} p=reject; psd=y"}, "moet.gov.vn", [], "fail", "reject", "vn"),
    Case("below it, organisations are whole", "x.moh.gov.vn", {"vn": f"{V} p=reject; psd=y"}, "y.moh.gov.vn", [], "pass", "none", "vn"),
    Case("a listed suffix may say that it is one organisation", "x.github.io",
         {"github.io": f"{V} p=reject; psd=n"}, "y.github.io", [], "pass", "none", "github.io"),
    Case("otherwise its tenants do not speak for each other", "x.github.io", {"github.io": REJECT}, "y.github.io", [], "fail", "reject", "github.io"),
]  # fmt: skip

TROUBLE = [
    Case("above a listed suffix that has a record", "x.moh.gov.vn", {"gov.vn": REJECT, "vn": None}, "", [], "fail", "reject", "gov.vn"),
    Case("at the author", "a.vn", {"a.vn": None}, "a.vn", ["a.vn"], "temperror"),
    Case("on the walk", "x.a.vn", {"a.vn": None}, "x.a.vn", [], "temperror"),
    Case("above a record it is no matter where all are the same domain", "a.vn", {"a.vn": REJECT, "vn": None}, "a.vn", [], "pass", "none", "a.vn"),
    Case("above a record it is no matter where nothing has passed", "a.vn", {"a.vn": REJECT, "vn": None}, "", [], "fail", "reject", "a.vn"),
    Case("above a record, where the organisation must be known", "a.vn", {"a.vn": REJECT, "vn": None}, "x.a.vn", [], "temperror", "none", "a.vn"),
    Case("strictly, nothing above matters", "a.vn", {"a.vn": f"{V} p=reject; aspf=s", "vn": None}, "x.a.vn", [], "fail", "reject", "a.vn"),
    Case("of one identifier, while another aligns", "a.vn", {"a.vn": REJECT, "b.com": None}, "b.com", ["a.vn"], "pass", "none", "a.vn"),
    Case("of one identifier, while no other aligns", "a.vn", {"a.vn": REJECT, "b.com": None}, "b.com", [], "temperror", "none", "a.vn"),
    Case("SPF is unknown, and would align", "a.vn", {"a.vn": REJECT}, "?x.a.vn", [], "temperror", "none", "a.vn"),
    Case("SPF is unknown, and would not align", "a.vn", {"a.vn": REJECT}, "?b.vn", [], "fail", "reject", "a.vn"),
    Case("DKIM is unknown, and would align", "a.vn", {"a.vn": REJECT}, "", ["b.vn", "?a.vn"], "temperror", "none", "a.vn"),
    Case("DKIM is unknown, but SPF aligns", "a.vn", {"a.vn": REJECT}, "a.vn", ["?a.vn"], "pass", "none", "a.vn"),
]  # fmt: skip

CASES = [*DISCOVERY, *RECORDS, *SUBDOMAINS, *ALIGNMENT, *SUFFIXES, *TROUBLE]
