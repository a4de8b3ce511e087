"""Every server is asked by itself: what it says now, for how long caches keep it, and who disagrees."""

import pytest

from mail.dns import Absent, Found, Unknown
from mail.witness import Heard, Witnesses
from tests.zones import Zone, zone_server

NAME = "s1._domainkey.bn.gov.vn"
HERE = "127.0.0.1"


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mail.witness.PATIENCE_SECONDS", 0.5)


async def test_each_resolver_speaks_for_itself_with_its_ttl() -> None:
    here, there, mute = Zone(absence=900), Zone(absence=None), Zone(silent={NAME})
    here.txt(NAME, "v=DKIM1; p=" + "A" * 300, ttl=3600)
    with zone_server(here), zone_server(there), zone_server(mute):
        servers = [(HERE, zone.port) for zone in (here, there, mute)]
        first, second, third = await Witnesses(servers).txt(NAME)
        here.records.clear()
        (gone,) = await Witnesses(servers[:1]).txt(NAME)

    assert first == Heard(
        f"{HERE}:{here.port}", Found((b"v=DKIM1; p=" + b"A" * 300,), name=NAME), 3600
    )
    assert (second.said, second.ttl) == (Absent(name_exists=False), 0), "nobody may keep that"
    assert isinstance(third.said, Unknown)
    assert (gone.said, gone.ttl) == (Absent(name_exists=False), 900), "the SOA's"


async def test_a_name_with_other_records_is_told_apart_from_none() -> None:
    zone = Zone({(NAME, "A"): (60, ["192.0.2.1"])}, absence=60)
    with zone_server(zone):
        (told,) = await Witnesses([(HERE, zone.port)]).txt(NAME)

    assert told.said == Absent(name_exists=True)
    assert told.ttl == 60


async def test_behind_an_alias_the_longest_ttl_counts_and_where_it_leads_is_known() -> None:
    zone = Zone({(NAME, "CNAME"): (7200, ["k1.provider.example."])})
    zone.txt("k1.provider.example", "v=DKIM1; p=", ttl=60)
    with zone_server(zone):
        witnesses = Witnesses([(HERE, zone.port)])
        (told,) = await witnesses.txt(NAME)
        alias, none = await witnesses.is_alias(NAME), await witnesses.is_alias("bn.gov.vn")

    assert told.ttl == 7200
    assert isinstance(told.said, Found)
    assert told.said.name == "k1.provider.example"
    assert (alias, none) == ("k1.provider.example", "")


async def test_the_zones_own_servers_are_asked_too_and_may_lag_behind() -> None:
    resolver, late = Zone(), Zone(absence=300)
    resolver.txt(NAME, "v=DKIM1; p=", ttl=60)
    resolver.records["bn.gov.vn", "NS"] = (60, ["ns1.bn.gov.vn.", "ns2.bn.gov.vn."])
    resolver.records["ns1.bn.gov.vn", "A"] = (60, ["127.0.0.2"])
    resolver.records["ns2.bn.gov.vn", "A"] = (60, ["127.0.0.3"])
    with zone_server(resolver), zone_server(late, "127.0.0.2"):
        witnesses = Witnesses([(HERE, resolver.port)], authority_port=late.port)
        with zone_server(resolver_copy(resolver), "127.0.0.3", late.port):
            told = await witnesses.txt(NAME, authorities=True)
            plain = await witnesses.txt(NAME)

    assert [one.authority for one in told] == [False, True, True]
    assert [isinstance(one.said, Found) for one in told] == [True, False, True]
    assert told[1].ttl == 300
    assert len(plain) == 1


def resolver_copy(zone: Zone) -> Zone:
    return Zone(dict(zone.records))


async def test_a_name_that_dns_cannot_hold_and_a_machine_without_servers_are_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (told,) = await Witnesses([(HERE, 9)]).txt("a" * 64 + ".vn")
    assert isinstance(told.said, Unknown)

    monkeypatch.setattr("mail.witness._of_the_system", tuple)
    (told,) = await Witnesses().txt(NAME)
    assert isinstance(told.said, Unknown)
