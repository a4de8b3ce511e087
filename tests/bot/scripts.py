"""What a person does from the first to the last step of each dialog, and what they see after each."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot import (
    approval,
    assign,
    done,
    extension,
    filing,
    letters,
    nudge,
    progress,
    receive,
    registering,
    reporting,
    snooze,
    verdict,
    withdrawal,
)
from work.person import Position

SENT, EDITED = "sendMessage", "editMessageText"
PHOTO, FILE = "sendPhoto", "sendDocument"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done: words, a button by a part of its label, or a file by its name.

    *shows* are words of the message that stands last afterwards, and not before; *methods*
    are the calls to Telegram by which it is answered.
    """

    shows: str
    says: str = ""
    presses: str = ""
    hands: str = ""
    methods: tuple[str, ...] = (SENT,)


@dataclass(frozen=True, slots=True)
class Script:
    """The steps of one person, who is *who* of an agency; *before* is what has happened to the task."""

    who: Position
    steps: tuple[Step, ...]
    before: str = ""


def _says(text: str, shows: str, *methods: str) -> Step:
    return Step(shows, says=text, methods=methods or (SENT,))


def _presses(label: str, shows: str, *methods: str) -> Step:
    return Step(shows, presses=label, methods=methods or (EDITED,))


def _hands(name: str, shows: str, caption: str = "") -> Step:
    return Step(shows, hands=name, says=caption)


STAFF, HEAD = Position.STAFF, Position.UNIT_HEAD
CHIEF, CLERK = Position.AGENCY_HEAD, Position.CLERK
MATTER = _says("/duyet {task}", "#{task}")
LETTERS = (
    _says("/duyetthu", "Thư chờ"),
    _presses("✉️", "Tiêu đề: Bao cao"),
)
INCOMING = _says("/vanbanden", "chờ vào sổ")
MONTH, OFF = _presses("Ngày khác", "Tháng 10/2026"), _presses("₃₁", "cơ quan nghỉ")

SCRIPTS: Mapping[str, tuple[Script, ...]] = MappingProxyType(
    {
        progress.KIND: (
            Script(
                STAFF,
                (
                    _says("/tiendo {task}", "bao nhiêu phần trăm"),
                    _presses("75%", "Xin viết vài chữ"),
                    _hands("so lieu.xlsx", "Gửi báo cáo này?", "xong <phần> một"),
                    _presses("Gửi", "Chủ trì:"),
                ),
            ),
        ),
        done.KIND: (
            Script(
                STAFF,
                (
                    _says("/xong {task}", "Xin viết kết quả"),
                    _hands("bao cao.docx", "bao cao.docx"),
                    _says("đã ký 45/BC-BYT", "Báo hoàn thành?"),
                    _presses("Báo hoàn thành", "chờ duyệt"),
                ),
            ),
        ),
        extension.KIND: (
            Script(
                STAFF,
                (
                    _says("/giahan {task}", "Hạn hiện nay"),
                    MONTH,
                    OFF,
                    _presses("Lấy 02/11", "Xin viết lý do"),
                    _says("chờ số liệu", "Gửi đề nghị này?"),
                    _presses("Gửi", "Chủ trì:"),
                ),
            ),
        ),
        withdrawal.KIND: (
            Script(
                STAFF,
                (
                    _says("/nv {task}", "#{task}"),
                    _presses("Rút gia hạn", "Rút đề nghị gia hạn #"),
                    _presses("↩ Rút", "Chủ trì:"),
                ),
                "asked",
            ),
        ),
        approval.KIND: (
            Script(
                CHIEF,
                (
                    MATTER,
                    _presses("Duyệt", "Duyệt kết quả này?"),
                    _presses("Duyệt", "Không có việc nào"),
                ),
                "handed in",
            ),
            Script(
                CHIEF,
                (
                    MATTER,
                    _presses("Trả lại", "Xin viết lý do"),
                    _says("chưa đủ", "Trả lại kết quả này?"),
                    _presses("Trả lại", "Không có việc nào"),
                ),
                "handed in",
            ),
        ),
        verdict.KIND: (
            Script(
                CHIEF,
                (
                    MATTER,
                    _presses("Đổi ngày", "Hạn hiện nay"),
                    MONTH,
                    OFF,
                    _presses("Lấy 02/11", "Đồng ý gia hạn"),
                    _presses("Đồng ý", "Không có việc nào"),
                ),
                "asked",
            ),
            Script(
                CHIEF,
                (
                    MATTER,
                    _presses("Từ chối", "Xin viết lý do"),
                    _says("đã chậm", "“đã chậm”"),
                    _presses("Từ chối", "Không có việc nào"),
                ),
                "asked",
            ),
        ),
        filing.KIND: (
            Script(
                CLERK,
                (
                    _hands("bao-cao.xlsx", "Xin viết lý do gửi lại"),
                    _says("sai số liệu", "Gửi báo cáo này?"),
                    _presses("Gửi", "chờ chấp nhận"),
                ),
                "filed",
            ),
        ),
        receive.KIND: (
            Script(
                STAFF,
                (
                    _says("/nhan {task}", "Ghi nhận là nơi chủ trì"),
                    _presses("Đã nhận", "Chủ trì:"),
                ),
            ),
        ),
        snooze.KIND: (
            Script(
                STAFF,
                (
                    _says("/hoan {task}", "Hoãn đến khi nào?"),
                    _presses("Đến mai", "cho biết lý do"),
                    _says("đang <họp>", "“đang <họp>”"),
                    _presses("Hoãn nhắc", "hoãn nhắc đến"),
                ),
            ),
        ),
        nudge.KIND: (
            Script(
                HEAD,
                (
                    _says("/nhac {task}", "Nhắc người chủ trì ngay"),
                    _presses("Đôn đốc", "Chủ trì:"),
                ),
            ),
        ),
        assign.KIND: (
            Script(
                HEAD,
                (
                    _says("/giao {task}", "Giao cho ai"),
                    _says("dong nghiep", "Xin viết vài chữ"),
                    _says("làm tiếp", "Xin xác nhận"),
                    _presses("Giao lại", "Chủ trì:"),
                ),
            ),
        ),
        letters.KIND: (
            Script(
                CHIEF,
                (
                    *LETTERS,
                    _presses("Phê duyệt", "không rút lại được"),
                    _presses("Đúng, cho gửi", "Đã phê duyệt:"),
                ),
                "letter",
            ),
            Script(
                CHIEF,
                (
                    *LETTERS,
                    _presses("Từ chối", "Xin viết lý do"),
                    _says("trùng", "với lý do này?"),
                    _presses("Đúng, trả thư về", "🚫 Đã từ chối thư", EDITED, SENT),
                ),
                "letter",
            ),
        ),
        reporting.KIND: (
            Script(
                CHIEF,
                (
                    _says("/baocao", "Xin chọn biểu đồ"),
                    _presses("Theo đơn vị chủ trì", "Số liệu tính đến lúc này"),
                    _presses("Lập biểu đồ", "trong hạn", EDITED, PHOTO),
                ),
            ),
            Script(
                CHIEF,
                (
                    _says("/xuat", "Xin chọn thời gian"),
                    _presses("Chọn ngày", "Xin gửi hai ngày"),
                    _says("01/01/2026 – 30/11/2026", "Danh sách", SENT, FILE),
                ),
            ),
        ),
        # The newest stands first: who comes first here opens the last of five.
        registering.KIND: (
            Script(
                CLERK,
                (
                    INCOMING,
                    _presses("5", "Vì sao hỏi"),
                    _presses("Vào sổ", "Đưa vào sổ?"),
                    _presses("Đúng, đưa vào sổ", "✅ Đã vào sổ"),
                    _presses("Hoàn tác", "được thu hồi"),
                    _presses("Đúng, hoàn tác", "Vì sao hỏi"),
                ),
                "read",
            ),
            Script(
                CLERK,
                (
                    INCOMING,
                    _presses("4", "Vì sao hỏi"),
                    _presses("Không vào sổ", "Xin viết lý do"),
                    _says("gửi nhầm", "“gửi nhầm”"),
                    _presses("Đúng, không vào sổ", "🚫 Đã bỏ"),
                    _presses("Mở lại", "Vì sao hỏi"),
                ),
                "read",
            ),
            Script(
                CLERK,
                (
                    INCOMING,
                    _presses("3", "Vì sao hỏi"),
                    _presses("Sửa", "phần cần sửa"),
                    _presses("Trích yếu", "không quá 500"),
                    _says("V/v <thuốc>", "Đưa vào sổ?"),
                    _presses("Sửa", "phần cần sửa"),
                    _presses("Thêm nhiệm vụ", "việc phải làm"),
                    _says("Rà soát <kinh phí>", "ai chủ trì"),
                    _says("co quan 1", "hạn của nhiệm vụ 2"),
                    _presses("Không thời hạn", "Đưa vào sổ?"),
                ),
                "read",
            ),
            Script(
                CLERK,
                (
                    INCOMING,
                    _presses("2", "Vì sao hỏi"),
                    _presses("Sửa", "phần cần sửa"),
                    _presses("Chủ trì", "ai chủ trì"),
                    _says("co quan 1", "Đưa vào sổ?"),
                ),
                "read",
            ),
            Script(
                CLERK,
                (
                    INCOMING,
                    _presses("1", "Vì sao hỏi"),
                    _presses("Sửa", "phần cần sửa"),
                    _presses("Hạn", "kể từ hôm nay"),
                    MONTH,
                    OFF,
                    _presses("Lấy 02/11", "Đưa vào sổ?"),
                ),
                "read",
            ),
        ),
    }
)
