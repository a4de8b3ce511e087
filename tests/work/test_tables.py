"""Tables whose columns only blanks part, as the text of a PDF shows them."""

from time import process_time

from work.tables import Tables

HEADER = "TT    Nội dung                  Chủ trì            Thời hạn\n"


def test_an_empty_cell_stays_empty_and_wrapped_cells_are_put_together() -> None:
    page = (
        HEADER + "1     Rà soát dữ liệu đất       Sở Nông nghiệp     30/10/2026\n"
        "      đai tại các xã            và Môi trường\n"
        "2     Lập danh mục                                 Tháng\n"
        "      dữ liệu mở                                   11/2026\n"
    )
    assert Tables().in_rows(page).split("\n")[1:3] == [
        "1\tRà soát dữ liệu đất đai tại các xã\tSở Nông nghiệp và Môi trường\t30/10/2026",
        "2\tLập danh mục dữ liệu mở\t\tTháng 11/2026",
    ]


def test_cells_that_drift_beside_their_header_keep_their_column() -> None:
    page = (
        "TT    Nội dung                         Đơn vị làm         Hạn\n"
        "                                                        hoàn thành\n"
        "1       In danh sách            Phòng giao dịch      25/9/2026\n"
        "2       Tổng hợp                                        15/11/2026\n"
    )
    assert Tables().in_rows(page).split("\n")[:3] == [
        "TT\tNội dung\tĐơn vị làm\tHạn hoàn thành",
        "1\tIn danh sách\tPhòng giao dịch\t25/9/2026",
        "2\tTổng hợp\t\t15/11/2026",
    ]


def test_a_heading_and_text_below_are_none_of_the_table() -> None:
    below = "      II. TỔ CHỨC\n      Các đơn vị căn cứ Kế hoạch này tổ chức thực hiện, báo cáo theo quy định./."
    page = f"{HEADER}1     Báo cáo                   Sở Y tế            5/12/2026\n{below}"
    assert Tables().in_rows(page).endswith(f"5/12/2026\n{below}")


def test_a_table_that_the_page_cuts_goes_on_at_the_top_of_the_next() -> None:
    tables = Tables()
    tables.in_rows(f"{HEADER}1     Báo cáo                   Sở Y tế            5/12/2026\n")
    after = tables.in_rows(
        "2     Thống kê                                     6/12/2026\n\nNơi nhận:"
    )
    assert after.startswith("2\tThống kê\t\t6/12/2026\n")


def test_numbered_points_in_justified_lines_are_no_table() -> None:
    text = "1.  Các   đơn  vị    báo   cáo.\n2.  Sở   Y  tế   tổng    hợp."
    assert Tables().in_rows(text) == text


def test_a_table_that_counts_nothing_is_known_by_the_names_of_its_columns() -> None:
    page = (
        "Nội dung công việc        Đơn vị chủ trì     Thời hạn\n"
        "Rà soát dữ liệu đất       Sở Nông nghiệp     30/10/2026\n"
        "đai tại các xã            và Môi trường\n"
        "Lập danh mục              Sở Nội vụ          Tháng\n"
        "dữ liệu mở                                   11/2026\n"
    )
    assert Tables().in_rows(page).split("\n")[1:3] == [
        "Rà soát dữ liệu đất đai tại các xã\tSở Nông nghiệp và Môi trường\t30/10/2026",
        "Lập danh mục dữ liệu mở\tSở Nội vụ\tTháng 11/2026",
    ]


def test_a_page_of_nothing_but_headers_takes_no_longer_than_its_lines() -> None:
    def seconds(page: str) -> float:
        started = process_time()
        Tables().in_rows(page)
        return process_time() - started

    line = "TT  " + "a   " * 2000
    assert seconds("\n".join([line] * 40)) < 2.0
    assert seconds(f"{HEADER}" * 1000) < 2.0


def test_a_row_whose_last_cell_has_no_end_is_read_in_time_that_grows_with_it() -> None:
    def seconds(cells: int) -> float:
        page = f"{HEADER}1     Báo cáo                   Sở Y tế            5/12{'  c' * cells}"
        begun = process_time()
        row = Tables().in_rows(page).split("\n")[1]
        assert row.startswith("1\tBáo cáo\tSở Y tế\t5/12 c c")
        return process_time() - begun

    assert seconds(160_000) < 8 * seconds(40_000), "four times as long"
