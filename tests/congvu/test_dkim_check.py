"""`congvu dkim check`: each mistake in DNS is named with what to do, SPF and DMARC are looked at beside."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.congvu.office import Office
from tests.congvu.test_dkim import publish, records, resolve_at
from tests.zones import Zone, zone_server

DOMAIN = "vpcp.gov.vn"


@pytest.fixture
def zone(office: Office) -> Iterator[Zone]:
    """A DNS in which all is well."""
    with zone_server(Zone()) as zone:
        resolve_at(office, zone.port)
        publish(office, zone, ttl=3600)
        zone.txt(DOMAIN, "v=spf1 mx -all", "something else")
        zone.txt(f"_dmarc.{DOMAIN}", "v=DMARC1; p=reject")
        yield zone


def rsa_of(office: Office) -> str:
    return max(records(office), key=lambda name: len(records(office)[name]))


def looked(office: Office) -> dict[str, Any]:
    return json.loads(office.run("dkim", "check", "--json").out)  # type: ignore[no-any-return]


def of(office: Office, name: str) -> dict[str, Any]:
    (record,) = [one for one in looked(office)["records"] if one["name"] == name]
    return record  # type: ignore[no-any-return]


def test_where_all_is_well_nothing_is_said(office: Office, zone: Zone) -> None:
    told = office.good("dkim", "check")

    assert [line for line in told.splitlines() if ": " in line] == []
    found = looked(office)
    assert found["domains"] == [
        {"domain": DOMAIN, "spf": "v=spf1 mx -all", "dmarc": "v=DMARC1; p=reject", "advice": []}
    ]
    assert {record["ttl"] for record in found["records"]} == {3600}
    assert {tuple(record["asked"]) for record in found["records"]} == {(f"127.0.0.1:{zone.port}",)}


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("{selector}._domainkey.vpcp.gov.vn.vpcp.gov.vn", "as its name, as the provider adds the domain"),
        ("{selector}.vpcp.gov.vn", "its name lacks ._domainkey: it has to be {selector}._domainkey"),
        ("{selector}._domainkey.gov.vn", "that is another zone: it has to be {selector}._domainkey.vpcp.gov.vn"),
    ],
)  # fmt: skip
def test_a_record_in_the_wrong_place_is_found_there(
    office: Office, zone: Zone, place: str, sentence: str
) -> None:
    name = rsa_of(office)
    selector = name.split(".")[0]
    place, sentence = place.format(selector=selector), sentence.format(selector=selector)
    zone.records[place, "TXT"] = zone.records.pop((name, "TXT"))

    found = of(office, name)

    assert found["fault"].startswith("there is no record")
    assert f"the record stands at {place}; " in found["problems"][1]["problem"]
    assert found["problems"][1]["problem"].endswith(sentence)
    done = office.run("dkim", "check")
    assert f"\n{name}: the record stands at {place}" in done.out
    assert done.err.startswith("1 thing is to be mended")


def test_an_alias_and_a_long_ttl_are_told_and_do_no_harm(office: Office, zone: Zone) -> None:
    name = rsa_of(office)
    (_, texts) = zone.records.pop((name, "TXT"))
    zone.records[name, "CNAME"] = (60, ["k1.provider.example."])
    zone.records["k1.provider.example", "TXT"] = (172_800, texts)

    found = of(office, name)

    assert (found["right"], found["alias"], found["ttl"]) == (True, "k1.provider.example", 172_800)
    assert [problem["problem"].split(":")[0] for problem in found["problems"]] == [
        "it is an alias of k1.provider.example",
        "its TTL of 172800 seconds keeps a change from receivers for as long; 3600 will do",
    ]
    assert office.run("dkim", "check").code == 0


def test_servers_that_disagree_are_named(office: Office, zone: Zone) -> None:
    name = rsa_of(office)
    other = Zone(dict(zone.records))
    other.txt(name, records(office)[name][:200])
    with zone_server(other):
        resolve_at(office, zone.port, other.port)
        found = of(office, name)

    assert found["fault"].startswith("p= is cut off after 182 of 392 characters")
    assert found["fault"].endswith(f"(at 127.0.0.1:{other.port})")


def test_what_spf_and_dmarc_lack_is_advice(office: Office, zone: Zone) -> None:
    zone.txt(DOMAIN, "v=spf1 mx -all", "v=spf1 a -all")
    zone.txt(f"_dmarc.{DOMAIN}", "v=DMARC1; p=none")
    (told,) = looked(office)["domains"]
    assert [advice.split(",")[0] for advice in told["advice"]] == [
        "there are 2 SPF records",
        "DMARC says p=none: forged letters are only reported; p=quarantine or p=reject refuses them",
    ]

    del zone.records[DOMAIN, "TXT"], zone.records[f"_dmarc.{DOMAIN}", "TXT"]
    zone.txt("_dmarc.gov.vn", "v=DMARC1; p=quarantine")
    done = office.run("dkim", "check")
    assert done.code == 0
    assert f"\n{DOMAIN}: there is no SPF record" in done.out
    assert "DMARC" not in done.out, "the parent's policy holds below it"


def test_a_record_that_went_too_early_is_told(office: Office, zone: Zone) -> None:
    office.good("dkim", "check")
    old = set(records(office))
    office.good("dkim", "rotate")
    publish(office, zone)
    office.good("dkim", "rotate")
    for name in old:
        del zone.records[name, "TXT"]

    told = office.run("dkim", "check").out

    assert told.count("the record went too early") == 2
    assert "publish it again until" in told
