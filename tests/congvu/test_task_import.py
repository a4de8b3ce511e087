"""What `congvu task import` prints of a long register: what it comes to stands last."""

from tests.congvu.office import Office
from tests.congvu.registers import DUE, cited, register


def test_rows_that_are_left_out_do_not_hide_what_it_comes_to(office: Office) -> None:
    clerk = ("Vũ Hà", "ha@vpcp.gov.vn", "--agency", "G22", "--position", "clerk")
    office.good("person", "add", *clerk)
    rows = [(number, cited(1), "Văn phòng mẫu", DUE) for number in range(1, 31)]
    path = register(office.folder, *rows)

    lines = office.good("task", "import", path, "--dry-run", "--language", "en").split("\n")

    left_out = lines.index("Left out")
    assert lines[left_out + 21] == "  and 9 more; --json prints all"
    assert lines[left_out + 22] == ""
    assert "  to open   1 task (1 document)" in lines[left_out + 22 :]
    assert lines[-4] == "  left out  29"
    assert lines[-3].startswith("  unclear   1 task (6 rõ): ")
    assert lines[-2:] == ["", ""]
