"""The guided tour of `congvu demo`: what to open, what to type, and what one then sees."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

from demo import office
from demo.tour_console import CLERK, HEAD, STAFF
from demo.tour_ports import HOST
from demo.tour_stage import Stage
from demo.tour_steps import BOLD, DIM

MARGIN = " " * 4
SPEED = 360  # office seconds in one second: a day passes in four minutes
_LETTER = "01-don-doc-cung-ung-thuoc.eml"
_LOGIN, _SENDER, _RECIPIENT = "vpcp-relay", "giang.ht@vpcp.gov.example", "nga.lt@moh.gov.example"
_CEASED = "hagiang-relay"


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the tour: its title, and what to do there in both languages."""

    title: str
    vi: str
    en: str


def tour(there: Stage) -> Iterator[str]:
    """The lines to print; Vietnamese first, English below it."""
    styled, wide = there.steps.styled, there.steps.columns - len(MARGIN)
    yield ""
    yield styled(BOLD, "Công vụ đang chạy: một văn phòng mẫu, chỉ trên máy này. Ctrl-C để dừng.")
    yield styled(DIM, "Congvu is running: a sample office, on this machine alone. Ctrl-C ends it.")
    for number, stop in enumerate(_stops(there), 1):
        yield ""
        yield f" {number}  {styled(BOLD, stop.title)}"
        yield from (f"{MARGIN}{line}" for line in wrap(stop.vi, wide))
        yield from (f"{MARGIN}{styled(DIM, line)}" for line in wrap(stop.en, wide))
    yield ""
    yield from (f"{MARGIN}{line}".rstrip() for line in _commands(there))
    yield ""


def _stops(there: Stage) -> tuple[Stop, ...]:
    person, password = next(office.chat_people()), there.passwords[_CEASED]
    return (
        Stop(
            f"Hộp thư thử · mailbox    {there.peers.mailbox.url}/",
            "Hai mươi công văn đã được ký và chuyển tiếp. Thư nhắc việc tới lúc 08:00 giờ văn phòng, vài"
            " giây nữa; một ngày của văn phòng trôi trong bốn phút, bắt đầu từ thứ Hai 17/8/2026."
            " Trả lời ngay dưới thư nhắc, như “được 60% rồi”, thì nhiệm vụ được cập nhật.",
            "Twenty letters were signed and relayed. Reminders arrive at 08:00 office time, in a few"
            " seconds; an office day takes four minutes, beginning on Monday 17/8/2026."
            " Answer below a reminder, as “được 60% rồi”, and its task is updated.",
        ),
        Stop(
            f"Trò chuyện · chat        {there.peers.chat.url}/",
            f"Chọn {person.name}, gửi /start rồi {person.mailbox}; mã sáu số nằm trong hộp thư thử."
            " Sau đó thử /viec, /quahan, /nv 5, /trogiup, và đợi lời nhắc của ngày mai. Việc báo xong và"
            " xin gia hạn chờ người đứng đầu, Đỗ Nhật Quang (mẫu, quang.dn@vpcp.gov.example), bằng /duyet.",
            f"Choose {person.name}, send /start, then {person.mailbox}; the code is in the mailbox."
            " Then try /viec, /quahan, /nv 5, /trogiup, and wait for tomorrow's reminders."
            " What is handed in or asked for waits for the head, Đỗ Nhật Quang (mẫu), by /duyet.",
        ),
        Stop(
            f"Tổng quan · overview     {there.web.url}/",
            "Thư theo trạng thái, việc đến hạn hôm nay, việc quá hạn.",
            "Mail by state, what is due today, what is overdue.",
        ),
        Stop(
            f"Bảng điều khiển · console {there.web.url}/work",
            f"Trong hộp thư thử, mở thư mời gửi {HEAD} (lãnh đạo), {CLERK} (văn thư) hoặc {STAFF},"
            " bấm liên kết, đặt mật khẩu và quét mã bằng ứng dụng xác thực. Sau đó xem nhiệm vụ, tìm"
            " không dấu, số liệu, và làm mọi việc như trong trò chuyện.",
            f"In the mailbox open the invitation to {HEAD} (head), {CLERK} (clerk) or {STAFF}, follow"
            " its link, set a password and scan the code with an authenticator. Then see tasks,"
            " search without accents, figures, and do all that the chat can.",
        ),
        _tray(there),
        Stop(
            f"Gửi công văn · send      smtp://{HOST}:{there.peers.ports.smtp}",
            "Bằng một trong hai lệnh đầu dưới đây; thư hiện trong hộp thư thử với hai chữ ký DKIM. Từ Hà"
            f" Giang, đã hợp nhất ({_CEASED}, {password}, vanthu@hagiang.gov.example), thư bị từ chối và"
            " nêu cơ quan kế nhiệm.",
            "By one of the first two commands below; the letter shows in the mailbox with two DKIM"
            " signatures. From Hà Giang, which was merged (the login in brackets), it is refused, with"
            " the code of its successor.",
        ),
    )


def _tray(there: Stage) -> Stop:
    return Stop(
        f"Văn bản đến · incoming   {there.web.url}/intake",
        f"Bốn văn bản từ nơi khác đã đến {CLERK} và chờ vào sổ: một việc, hai việc trong tệp docx, hỏa"
        " tốc, thu hồi một văn bản đã giao. Vào bảng điều khiển bằng thư mời văn thư, hoặc trong trò"
        " chuyện chọn Hoàng Thu Giang, liên kết như trên rồi /vanbanden.",
        f"Four documents came from outside for {CLERK} and wait to be registered: one task, two in a"
        " docx, one most urgent, one that recalls a document of the register. Come in as the clerk,"
        " or in the chat choose Hoàng Thu Giang, link her as above, then /vanbanden.",
    )


def _commands(there: Stage) -> Iterator[str]:
    password, port = there.passwords[_LOGIN], there.peers.ports.smtp
    yield f"swaks --server {HOST}:{port} --tls --auth PLAIN \\"
    yield f"  --auth-user {_LOGIN} --auth-password {password} \\"
    yield f"  --from {_SENDER} --to {_RECIPIENT}"
    yield ""
    yield f"curl --ssl-reqd --insecure smtp://{HOST}:{port} \\"
    yield f"  --user {_LOGIN}:{password} \\"
    yield f"  --mail-from {_SENDER} --mail-rcpt {_RECIPIENT} \\"
    yield f"  --upload-file {there.place.sent / _LETTER}"
    yield ""
    yield f"{_program()} --config {there.place.office / 'config.toml'} \\"
    yield "  task explain 12"
    yield f"tail -f {there.place.log}"


def _program() -> str:
    """How this very congvu is called from here."""
    python = Path(sys.executable)
    beside = python.with_name("congvu")
    return _from_here(beside) if beside.exists() else f"{_from_here(python)} -m congvu"


def _from_here(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
