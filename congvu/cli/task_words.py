"""What `congvu task import` says of a file and its rows, in English and in Vietnamese.

A problem is a code and facts (work.preview, papers.trouble); here it becomes a
sentence that says what to do. The row and the column are put before it.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from papers.trouble import Trouble, Unreadable
from work.preview import Preview, Problem, Weight, by_document
from work.sheet import Sheet, column_letter

EXCERPT = 90  # characters of a cell that are quoted

ENGLISH = MappingProxyType(
    {
        "place": "row {row}, column {column}",
        "place-row": "row {row}",
        "place-file": "the file",
        "accents": '"{name}" is read as {read}',
        "ambiguous-assignee": '"{name}" may be {others}; write the unit or the agency behind it in brackets',
        "arrival-number": '"{cell}" is no arrival number and is left out; write figures',
        "bad-date": '"{words}" is no day of the calendar; write it such as 15/10/2026',
        "bad-deadline": '"{cell}" is no deadline; write a day such as 15/10/2026, "trước ngày 15/10/2026" or "không thời hạn"',
        "before-document": "the deadline {due} lies before the document's own day, {issued}",
        "cell-error": "the cell holds an error; write the value",
        "column-missing": 'the column "{title}" is missing; found are {found}',
        "column-twice": '"{title}" is a second column of the same kind; remove one',
        "dates-swapped": "day and month may stand exchanged: the {dates} dates all have days up to 12,"
        " the {texts} others are text; look at them in the spreadsheet",
        "day-off": "{due} is a day off; the last reminder comes on the working day before",
        "deadline-number": '"{cell}" is a number; format the cell as a date, or write it such as 15/10/2026',
        "deadline-term": '"{cell}" is a term without its beginning; write the day on which it ends',
        "disabled-assignee": '"{name}" is disabled; name who does the work now',
        "done-in-future": '"{cell}": a task cannot be done on a day to come; correct the day',
        "done-undated": '"{cell}" without a day; write that of the result, such as 45/BC-BYT ngày 12/10/2026',
        "empty-assignee": "nobody is named; write a unit or a person of the directory",
        "empty-document": "no document is cited; write kind, number and sign, day and issuer",
        "ended-agency": '"{name}" exists no more{heirs}; name who does the work now',
        "extra-column": 'the column "{title}" is not one of the register and is left out',
        "formula": 'the cell holds a formula, whose last value was "{value}"; copy it and paste the value',
        "formula-taken": 'cells of "{title}" hold formulas (rows: {count}); their last values are taken',
        "heading": '"{cell}" is taken for a heading',
        "hour-left-out": '"{cell}": only the day is kept, not the hour',
        "issuer-from-sign": 'the issuer is not named; by the sign of {number} it is "{issuer}"',
        "kind-disagrees": "the kind that is written is not that of the sign {number}; the sign is kept",
        "known": "{number} stands in the store already; it is not opened again",
        "left-out": 'the words of "{title}" are not kept yet (rows: {count})',
        "merged": "the cell is merged into {range}; take the merge apart and fill in each row",
        "more": "and {count} more; --json prints all",
        "no-date": 'the document has no day: "{cell}"; write it such as {example}',
        "no-deadline": "there is no deadline, so nobody is reminded",
        "no-excerpt": "{number} has no excerpt; people will be told its number only",
        "no-header": "has no row that is the header of the register; the columns are {needed}",
        "no-issuer": 'the document has no issuer: "{cell}"; write it such as {example}',
        "no-lead": "nobody leads; mark one with (chủ trì)",
        "no-number": 'the document has no number and sign: "{cell}"; write it such as {example}',
        "not-yet-agency": '"{name}" does not exist yet; name who does the work now',
        "one-more-task": "{number} stands in row {before} too; this is one more task of it",
        "repeated": "{number} stands in row {before} for the same lead; it is opened once",
        "reply-open": 'a reply stands here ("{cell}"), but the progress does not say that it is done: it stays open',
        "secret": "bears a mark of secrecy, or what may be one; it is refused and nothing of it was kept."
        " Take it out of this file and off this machine, and tell the security officer",
        "secret-register": "is a register of secret documents; it is refused and nothing of it was kept."
        " Take it off this machine, and tell the security officer",
        "short-sign": "the sign of {number} names no unit; it is kept as written",
        "short-year": "the year is written in two digits, and read as 20..",
        "too-long": "the cell holds more than {longest} characters; shorten it",
        "two-leads": "more than one leads; a task has one lead",
        "unknown-assignee": '"{name}" is no unit, person or agency of the directory{near}',
        "withdrawn": "was withdrawn; there is nothing to open",
    }
)  # fmt: skip

VIETNAMESE = MappingProxyType(
    {
        "place": "dòng {row}, cột {column}",
        "place-row": "dòng {row}",
        "place-file": "tệp",
        "accents": '"{name}" được hiểu là {read}',
        "ambiguous-assignee": '"{name}" có thể là {others}; ghi thêm đơn vị hoặc cơ quan trong ngoặc',
        "arrival-number": '"{cell}" không phải số đến nên không được lưu; ghi bằng chữ số',
        "bad-date": '"{words}" không có trong lịch; ghi như 15/10/2026',
        "bad-deadline": '"{cell}" không phải thời hạn; ghi ngày như 15/10/2026, "trước ngày 15/10/2026" hoặc "không thời hạn"',
        "before-document": "thời hạn {due} trước ngày của văn bản, {issued}",
        "cell-error": "ô bị lỗi; ghi giá trị vào ô",
        "column-missing": 'thiếu cột "{title}"; có các cột {found}',
        "column-twice": '"{title}" là cột thứ hai cùng loại; bỏ một cột',
        "dates-swapped": "có thể ngày và tháng bị đổi chỗ: {dates} ô kiểu ngày đều có ngày không quá 12,"
        " {texts} ô còn lại là chữ; kiểm tra lại trong bảng tính",
        "day-off": "{due} là ngày nghỉ; lần nhắc cuối vào ngày làm việc trước đó",
        "deadline-number": '"{cell}" là số; định dạng ô là ngày, hoặc ghi như 15/10/2026',
        "deadline-term": '"{cell}" không có ngày bắt đầu; ghi ngày hết hạn',
        "disabled-assignee": '"{name}" đã ngừng hoạt động; ghi người đang phụ trách',
        "done-in-future": '"{cell}": ngày hoàn thành chưa đến; sửa lại ngày',
        "done-undated": '"{cell}" không có ngày; ghi ngày của văn bản kết quả, như 45/BC-BYT ngày 12/10/2026',
        "empty-assignee": "chưa ghi người nhận; ghi đơn vị hoặc cá nhân có trong danh bạ",
        "empty-document": "chưa ghi văn bản; ghi tên loại, số và ký hiệu, ngày, cơ quan ban hành",
        "ended-agency": '"{name}" không còn{heirs}; ghi cơ quan đang phụ trách',
        "extra-column": 'cột "{title}" không thuộc mẫu sổ nên được bỏ qua',
        "formula": 'ô chứa công thức, giá trị tính lần cuối là "{value}"; sao chép rồi dán giá trị',
        "formula-taken": 'cột "{title}" có công thức (số dòng: {count}); lấy giá trị tính lần cuối',
        "heading": '"{cell}" được coi là dòng tiêu đề',
        "hour-left-out": '"{cell}": chỉ lưu ngày, không lưu giờ',
        "issuer-from-sign": 'chưa ghi cơ quan ban hành; theo ký hiệu của {number} là "{issuer}"',
        "kind-disagrees": "tên loại khác với ký hiệu {number}; lấy theo ký hiệu",
        "known": "{number} đã có trong hệ thống; không mở lại",
        "left-out": 'nội dung cột "{title}" chưa được lưu (số dòng: {count})',
        "merged": "ô bị gộp trong {range}; tách ô và ghi đủ từng dòng",
        "more": "và {count} dòng nữa; xem đủ với --json",
        "no-date": 'văn bản không có ngày: "{cell}"; ghi như {example}',
        "no-deadline": "không có thời hạn nên không nhắc ai",
        "no-excerpt": "{number} không có trích yếu; lời nhắc chỉ có số",
        "no-header": "không có dòng tiêu đề của sổ; các cột là {needed}",
        "no-issuer": 'văn bản không có cơ quan ban hành: "{cell}"; ghi như {example}',
        "no-lead": "chưa có đơn vị chủ trì; ghi (chủ trì) sau tên",
        "no-number": 'văn bản không có số, ký hiệu: "{cell}"; ghi như {example}',
        "not-yet-agency": '"{name}" chưa thành lập; ghi cơ quan đang phụ trách',
        "one-more-task": "{number} cũng ở dòng {before}; đây là một nhiệm vụ nữa của văn bản đó",
        "repeated": "{number} đã ở dòng {before} cho cùng đơn vị chủ trì; chỉ mở một lần",
        "reply-open": 'có văn bản trả lời ("{cell}") nhưng tiến độ chưa ghi hoàn thành: vẫn để mở',
        "secret": "có dấu độ mật hoặc giống dấu độ mật; bị từ chối và không lưu nội dung nào."
        " Đưa dòng này ra khỏi tệp và khỏi máy này, báo người phụ trách bảo mật",
        "secret-register": "là sổ văn bản mật; bị từ chối và không lưu nội dung nào."
        " Đưa tệp ra khỏi máy này, báo người phụ trách bảo mật",
        "short-sign": "ký hiệu của {number} không có đơn vị; lưu như đã ghi",
        "short-year": "năm ghi hai chữ số, được hiểu là 20..",
        "too-long": "ô có hơn {longest} ký tự; rút ngắn lại",
        "two-leads": "có hơn một đơn vị chủ trì; một nhiệm vụ chỉ có một",
        "unknown-assignee": '"{name}" không phải đơn vị, cá nhân hay cơ quan trong danh bạ{near}',
        "withdrawn": "đã thu hồi; không có gì để mở",
    }
)  # fmt: skip

WORDS: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "vi": VIETNAMESE}
EXAMPLE = '"Công văn số 15/VPCP-KSTT ngày 03/8/2026 của Văn phòng Chính phủ về việc …"'

_FILES = {
    Trouble.TOO_LARGE: "is larger than is read; split it",
    Trouble.NOT_XLSX: "is named .xlsx but is none; save it from the spreadsheet as .xlsx, or name it .csv",
    Trouble.OLD_FORMAT: "is a workbook of Excel 97–2003; save it as .xlsx",
    Trouble.OTHER_FORMAT: "is no xlsx workbook; save it from the spreadsheet as .xlsx",
    Trouble.PASSWORD: "is protected by a password; save it without one",
    Trouble.BOMB: "would unpack to far more than a register holds, and was not opened; save it anew from the spreadsheet",
    Trouble.BROKEN: "is broken; open it in the spreadsheet and save it anew",
    Trouble.ENCODING: 'is text in an encoding that is not known; save it as "CSV UTF-8"',
    Trouble.QUOTES: "has a quotation mark that is not closed, or a cell without end, at row {row}; correct it",
    Trouble.NO_SHEET: "has no such sheet; it has {names}",
    Trouble.EMPTY: "holds no row",
    Trouble.TOO_MANY_ROWS: "holds more than {row} rows; split it",
    Trouble.TOO_SLOW: "took too long to read and was given up; split it, or save it anew",
    Trouble.TOO_HUNGRY: "took too much memory to read and was given up; save it anew, without empty formatted cells",
    Trouble.CRASHED: "made its reader end; save it anew from the spreadsheet",
}


def unreadable(why: Unreadable) -> str:
    """Why a file cannot be read, and what to do."""
    names = ", ".join(f'"{name}"' for name in why.names) or "none that can be seen"
    return _FILES[why.trouble].format(row=why.row, names=names)


def problem(found: Problem, language: str) -> str:
    """One problem with its place, as a sentence."""
    words = WORDS[language]
    quoted = {key: _quoted(value) for key, value in found.facts.items()}
    others = ", ".join(found.facts.get("others", ()))
    extra = {"example": EXAMPLE, "near": _near(others, language), "heirs": _heirs(others, language)}
    said = words[found.code].format(**{"words": quoted.get("cell", ""), **extra, **quoted})
    return f"{_place(found, words)}: {said}" if found.row else f"{words['place-file']} {said}"


def _place(found: Problem, words: Mapping[str, str]) -> str:
    if found.column is None:
        return words["place-row"].format(row=found.row)
    return words["place"].format(row=found.row, column=column_letter(found.column))


def _quoted(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    line = " ".join(str(value).split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rsplit(" ", 1)[0] + "…"


def _near(others: str, language: str) -> str:
    if not others:
        return (
            "; add it to the directory, or correct it"
            if language == "en"
            else "; thêm vào danh bạ hoặc sửa lại"
        )
    return f"; did you mean {others}?" if language == "en" else f"; có phải là {others}?"


def _heirs(others: str, language: str) -> str:
    if not others:
        return ""
    return (
        f", its duties went to {others}" if language == "en" else f", nhiệm vụ chuyển sang {others}"
    )


HEADINGS = MappingProxyType(
    {
        "en": {
            Weight.ERROR: "Errors: these rows cannot be opened",
            Weight.LEFT_OUT: "Left out",
            Weight.WARNING: "Warnings: these rows are opened, have a look",
        },
        "vi": {
            Weight.ERROR: "Lỗi: các dòng này không mở được",
            Weight.LEFT_OUT: "Bỏ qua",
            Weight.WARNING: "Lưu ý: các dòng này vẫn được mở, cần xem lại",
        },
    }
)

_LABELS = {
    "en": ("not read", "rows", "to open", "done already", "overdue", "with errors", "left out"),
    "vi": ("không đọc", "số dòng", "sẽ mở", "đã hoàn thành", "quá hạn", "có lỗi", "bỏ qua"),
}
_OVERDUE = {
    "en": "; their people are told as soon as reminders may leave",
    "vi": "; người phụ trách được nhắc ngay khi đến giờ nhắc",
}


def summary(preview: Preview, sheet: Sheet, today: date, language: str) -> list[tuple[str, str]]:
    """The counts of a preview with their labels, "" where there is nothing to say."""
    others = ", ".join(f'"{name}"' for name in sheet.names if name != sheet.name)
    documents = len(by_document(preview.entries))
    of = _counted(len(preview.entries), "task", "nhiệm vụ", language)
    what = f"{of} ({_counted(documents, 'document', 'văn bản', language)})"
    closed = sum(entry.closing is not None for entry in preview.entries)
    overdue = preview.overdue(today)
    told = (
        others,
        str(preview.rows),
        what if preview.entries else "0",
        str(closed or ""),
        f"{overdue}{_OVERDUE[language]}" if overdue else "",
        str(preview.rows_with(Weight.ERROR) or ""),
        str(preview.rows_with(Weight.LEFT_OUT) or ""),
    )
    return list(zip(_LABELS[language], told, strict=True))


def _counted(number: int, english: str, vietnamese: str, language: str) -> str:
    if language == "vi":
        return f"{number} {vietnamese}"
    return f"{number} {english}{'' if number == 1 else 's'}"


def counted(number: int, noun: str) -> str:
    """*number* of a thing, in English.

    >>> counted(1, "task"), counted(2, "task")
    ('1 task', '2 tasks')
    """
    return _counted(number, noun, "", "en")
