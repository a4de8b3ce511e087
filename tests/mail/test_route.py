"""Routes: the most specific one wins, and a wrong one is explained."""

import pytest

from mail.route import Box, Destination, Exchangers, Hop, LocalHop, Route, RouteError, Routes

ROUTES = Routes(
    [
        Route("*", "smtp://out.example", "required"),
        Route(".gov.vn", "smtps://gw.example"),
        Route("*.bn.gov.vn", "lmtp://10.0.0.1:2424"),
        Route("bn.gov.vn", "lmtp:///run/lmtp"),
        Route("Archive.Example.", "maildir:/var/mail/archive"),
        Route("direct.example", "mx", "required"),
        Route("[192.0.2.1]", "smtp://[::1]:2525"),
        Route(".gov.vn", "smtp://never.example"),
    ]
)


@pytest.mark.parametrize(
    ("domain", "destination"),
    [
        ("other.example", Hop("smtp", "out.example", 25, "required")),
        ("hg.gov.vn", Hop("smtps", "gw.example", 465, "opportunistic")),
        ("gov.vn", Hop("smtp", "out.example", 25, "required")),
        ("yte.bn.gov.vn", Hop("lmtp", "10.0.0.1", 2424, "opportunistic")),
        ("a.b.bn.gov.vn", Hop("lmtp", "10.0.0.1", 2424, "opportunistic")),
        ("bn.gov.vn", LocalHop("/run/lmtp")),
        ("xbn.gov.vn", Hop("smtps", "gw.example", 465, "opportunistic")),
        ("archive.example", Box("/var/mail/archive")),
        ("direct.example", Exchangers("direct.example", "required")),
        ("[192.0.2.1]", Hop("smtp", "::1", 2525, "opportunistic")),
    ],
)
def test_the_most_specific_route_wins(domain: str, destination: Destination) -> None:
    assert ROUTES.destination(domain) == destination


def test_without_a_route_mail_goes_to_the_exchangers_of_its_domain() -> None:
    assert Routes([]).destination("a.example") == Exchangers("a.example", "opportunistic")


def test_a_suffix_may_lead_to_each_domains_own_exchangers() -> None:
    routes = Routes([Route(".vn", "mx", "required"), Route("*", "smtp://out.example")])

    assert routes.destination("a.vn") == Exchangers("a.vn", "required")


@pytest.mark.parametrize(
    "via",
    [
        "",
        "smtp",
        "smtp://",
        "smtp:///x",
        "smtp://host:port",
        "smtp://host:99999",
        "smtp://host:0",
        "smtp://user@host",
        "smtp://host/path",
        "smtp://host?x",
        "smtp://ho st",
        "smtp://[::1",
        "http://host",
        "maildir:here",
        "lmtp:here",
        "MX",
    ],
)
def test_a_route_that_leads_nowhere_is_explained(via: str) -> None:
    with pytest.raises(RouteError, match=r"write|makes no sense|must begin"):
        Routes([Route("*", via)])


@pytest.mark.parametrize("domain", ["", ".", "a b", "công.vn", "*x.vn", "a.*.vn", "user@x.vn"])
def test_a_domain_that_is_none_is_explained(domain: str) -> None:
    with pytest.raises(RouteError, match="write"):
        Routes([Route(domain, "mx")])
