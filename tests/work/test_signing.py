"""Which domains sign, what is wrong with their records, and who sends unsigned."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from work.agency import Agency
from work.directory import Directory, DkimKey, Login
from work.signing import SILENT_AFTER, Senders, Signing, sending_domains, signing, unsigned

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
TODAY = date(2026, 11, 24)
OFFICE = Senders("vpcp.gov.vn")
DIRECTORY = Directory.of(
    (
        Agency("G22", "Văn phòng Chính phủ", "VPCP", frozenset({"vpcp.gov.vn", "xa.vpcp.gov.vn"})),
        Agency("G18", "Bộ Y tế", "BYT", frozenset({"moh.gov.vn"})),
        Agency("G18.01", "Cục", "Cục", frozenset({"cuc.moh.gov.vn"})),
        Agency("H22", "Hà Giang", "HG", frozenset({"hg.gov.vn"}), valid_to=date(2025, 6, 30)),
        Agency("H05", "Bắc Ninh", "BN", frozenset({"bacninh.gov.vn"})),
    ),
    (Login("byt", "G18", "…"), Login("cuc", "G18.01", "…"), Login("hg", "H22", "…")),
)


def key(domain: str, seen: bytes | None = b"ours", ago: timedelta | None = timedelta(0)) -> DkimKey:
    seen_at, made_at = None if ago is None else NOW - ago, NOW - SILENT_AFTER
    return DkimKey(domain, "s1", "rsa", b"ours", made_at, seen, seen_at, signs_from=made_at)


def found(*keys: DkimKey) -> Signing:
    return signing(Directory.of((), ()), keys, Senders(keys[0].domain), TODAY, NOW)


def test_a_record_that_is_right_is_nothing_to_tell() -> None:
    assert found(key("a.vn")) == Signing()


def test_another_record_one_that_was_never_there_and_silence_are_told_apart() -> None:
    assert found(key("a.vn", b"other")) == Signing(contradicted=("a.vn",))
    assert found(key("a.vn", b"")) == Signing(contradicted=("a.vn",))
    assert found(key("a.vn", None)) == Signing(unpublished=("a.vn",))
    assert found(key("a.vn", b"ours", SILENT_AFTER)) == Signing(unknown=("a.vn",))


def test_a_record_that_went_is_as_bad_as_another() -> None:
    gone = replace(key("a.vn", None), shown_at=NOW)

    assert found(gone) == Signing(contradicted=("a.vn",))


def test_a_key_that_waits_is_nothing_to_tell() -> None:
    assert found(key("a.vn"), replace(key("a.vn", None), signs_from=None)) == Signing()


def test_a_domain_whose_key_was_revoked_is_told_until_another_follows() -> None:
    revoked = replace(key("a.vn"), revoked_at=NOW)

    assert found(revoked) == Signing(contradicted=("a.vn",))
    assert found(replace(revoked, signs_until=NOW), key("a.vn")) == Signing()


def test_a_domain_is_told_once_and_for_the_worst() -> None:
    silent = key("a.vn", b"ours", SILENT_AFTER)

    assert found(key("a.vn", b"other"), key("a.vn", None), silent) == Signing(
        contradicted=("a.vn",)
    )


def test_a_key_that_does_not_sign_is_nothing_to_tell() -> None:
    retired = replace(key("a.vn", b"other"), selector="s0", signs_until=NOW)

    assert found(key("a.vn"), retired) == Signing()


def test_those_send_who_have_a_login_or_a_network_and_are_in_force() -> None:
    assert sending_domains(DIRECTORY, OFFICE, TODAY) == {
        "vpcp.gov.vn", "moh.gov.vn", "cuc.moh.gov.vn"
    }  # fmt: skip
    trusted = Senders("vpcp.gov.vn", frozenset({"H05", "H22"}))
    assert "bacninh.gov.vn" in sending_domains(DIRECTORY, trusted, TODAY)
    assert "hg.gov.vn" not in sending_domains(DIRECTORY, trusted, TODAY)


def test_a_parents_key_signs_below_it_but_never_for_another_agency() -> None:
    keys = (key("vpcp.gov.vn"), key("moh.gov.vn"))
    domains = ("xa.vpcp.gov.vn", "moh.gov.vn", "cuc.moh.gov.vn", "bacninh.gov.vn")

    assert unsigned(DIRECTORY, keys, domains) == ("bacninh.gov.vn", "cuc.moh.gov.vn")
