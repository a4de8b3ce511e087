"""Lists as tables with the columns that offices use: tasks, documents, and the statistics by who leads.

Titles are Vietnamese in either language, as those of the registers are.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo

from work.clarity import Clear
from work.deadline import Reached
from work.document import Direction, Document, Urgency
from work.office_register import Column
from work.plan_report import called, standing
from work.register_export import due_cell, kind_name
from work.sheet import Value
from work.tally import Tally
from work.task import Party, Role, Task

Row = tuple[Value, ...]

TASKS_TITLE = "DANH SÁCH NHIỆM VỤ"
LATE_TITLE = f"{TASKS_TITLE} QUÁ HẠN"
TASKS = (
    Column("Số", 7, centred=True),
    Column("Số, ký hiệu văn bản", 18),
    Column("Ngày văn bản", 12, centred=True),
    Column("Cơ quan ban hành", 20),
    Column("Nội dung nhiệm vụ", 42),
    Column("Sản phẩm", 18),
    Column("Chủ trì", 22),
    Column("Phối hợp", 22),
    Column("Theo dõi", 18),
    Column("Thời hạn", 12, centred=True),
    Column("Tình trạng", 18),
    Column("Ngày hoàn thành", 12, centred=True),
    Column("Văn bản kết quả", 16),
    Column("Chưa rõ", 16),
)
DOCUMENTS_TITLE = "DANH SÁCH VĂN BẢN"
DOCUMENTS = (
    Column("Số", 7, centred=True),
    Column("Sổ", 7, centred=True),
    Column("Số đến", 8, centred=True),
    Column("Ngày đến", 12, centred=True),
    Column("Số, ký hiệu", 18),
    Column("Ngày văn bản", 12, centred=True),
    Column("Tên loại", 14),
    Column("Cơ quan ban hành", 22),
    Column("Trích yếu", 46),
    Column("Mức độ khẩn", 13),
    Column("Nơi nhận", 20),
    Column("Người ký", 18),
)
STATISTICS_TITLE = "THỐNG KÊ TÌNH HÌNH THỰC HIỆN NHIỆM VỤ"
STATISTICS = (
    Column("TT", 6, centred=True),
    Column("Cơ quan, đơn vị chủ trì", 40),
    Column("Tổng số", 9, centred=True),
    Column("Đã hoàn thành", 11, centred=True),
    Column("Hoàn thành đúng hạn", 12, centred=True),
    Column("Hoàn thành quá hạn", 12, centred=True),
    Column("Chưa hoàn thành", 11, centred=True),
    Column("Đang thực hiện trong hạn", 12, centred=True),
    Column("Đang thực hiện quá hạn", 12, centred=True),
    Column("Tỷ lệ hoàn thành", 11, centred=True),
    Column("Tỷ lệ quá hạn", 11, centred=True),
    Column("Ghi chú", 22),
)
TOTAL = "Tổng cộng"

UNCLEAR = {
    Clear.PERSON: "người",
    Clear.WORK: "việc",
    Clear.TIME: "thời gian",
    Clear.ANSWER: "trách nhiệm",
    Clear.PRODUCT: "sản phẩm",
    Clear.AUTHORITY: "thẩm quyền",
}
_URGENCY = {
    Urgency.NORMAL: None,
    Urgency.URGENT: "Khẩn",
    Urgency.VERY_URGENT: "Thượng khẩn",
    Urgency.EXPRESS: "Hỏa tốc",
    Urgency.TIMED_EXPRESS: "Hỏa tốc hẹn giờ",
}
_REGISTERS = {Direction.INCOMING: "đến", Direction.OUTGOING: "đi"}


def task_row(task: Task, now: Reached, zone: tzinfo, missing: Iterable[Clear]) -> Row:
    """One task below TASKS, hours as in *zone*; *missing* are those of the six that it is not clear about."""
    document = task.document
    return (
        task.id,
        document.number,
        document.issued,
        document.issuer,
        task.content,
        task.product,
        called(task.lead),
        _those(task.parties, Role.COORDINATOR),
        _those(task.parties, Role.FOLLOWER),
        None if task.until is None else due_cell(task.until, zone),
        standing(task, now),
        task.done_on,
        task.result,
        ", ".join(UNCLEAR[one] for one in missing) or None,
    )


def document_row(number: int, one: Document) -> Row:
    """One document below DOCUMENTS, by its number here."""
    return (
        number,
        _REGISTERS[one.direction],
        one.arrival_number,
        one.received,
        one.number,
        one.issued,
        kind_name(one).capitalize() or None,
        one.issuer,
        one.excerpt,
        _URGENCY[one.urgency],
        one.filing.recipients,
        one.filing.signer,
    )


def statistics_rows(counts: Sequence[tuple[str, Tally]]) -> Iterator[Row]:
    """A row for each who leads, and one for all (Quyết định 42/2014/QĐ-TTg); both rates are of what has fallen due."""
    for place, (name, tally) in enumerate(counts, 1):
        yield (place, name, *_figures(tally))
    yield (None, TOTAL, *_figures(Tally.sum(tally for _, tally in counts)))


def _figures(tally: Tally) -> Row:
    undated = tally.done_undated + tally.open_undated
    return (
        tally.total,
        tally.done,
        tally.done_in_time,
        tally.done_late,
        tally.open,
        tally.open_in_time,
        tally.open_late,
        tally.done_rate() or None,
        tally.late_rate() or None,
        f"{undated} nhiệm vụ không thời hạn" if undated else None,
    )


def _those(parties: Iterable[Party], role: Role) -> str | None:
    return "; ".join(called(one) for one in parties if one.role is role) or None
