"""The guided tour of `congvu demo`: what to open, what to type, and what one then sees."""

from collections.abc import Iterator

from demo import office
from demo.tour_ports import HOST
from demo.tour_stage import Stage
from demo.tour_steps import BOLD, DIM

SPEED = 360  # office seconds in one second: a day passes in four minutes
_FIRST_LETTER = "01-don-doc-cung-ung-thuoc.eml"


def tour(there: Stage) -> Iterator[str]:
    """The lines to print; Vietnamese first, English below it."""
    steps, ports = there.steps, there.peers.ports
    yield ""
    yield steps.styled(BOLD, "Công vụ đang chạy: một văn phòng mẫu, chỉ trên máy này. Ctrl-C để dừng.")
    yield steps.styled(DIM, "Congvu is running: a sample office, on this machine alone. Ctrl-C ends it.")
    stops = (
        (
            f"Hộp thư thu  {there.peers.mailbox.url}/",
            ("Hai mươi công văn đã được ký và chuyển tiếp; thư nhắc việc tới lúc 08:00 giờ văn phòng,",
             "vài giây nữa. Một ngày của văn phòng trôi trong bốn phút, từ thứ Hai 17/8/2026."),
            ("Twenty letters were signed and relayed; reminders arrive at 08:00 office time, in seconds.",
             "An office day takes four minutes, beginning on Monday 17/8/2026."),
        ),
        (
            f"Trò chuyện   {there.peers.chat.url}/",
            *_link_words(),
        ),
        (
            f"Tổng quan    {there.web.url}/",
            ("Thư theo trạng thái, việc đến hạn, việc quá hạn.",),
            ("Mail by state, what is due, what is overdue.",),
        ),
        (
            f"Gửi một công văn qua cổng {ports.smtp}",
            ("Với swaks hoặc curl; thư hiện trong hộp thư thu với hai chữ ký DKIM. Cơ quan đã kết",
             "thúc (hagiang-relay, từ vanthu@hagiang.gov.example) bị từ chối, kèm cơ quan kế nhiệm."),
            ("With swaks or curl; it shows in the mailbox with two DKIM signatures. A ceased agency",
             "(hagiang-relay, as vanthu@hagiang.gov.example) is refused, with its successor's code."),
        ),
    )  # fmt: skip
    for number, (title, vi, en) in enumerate(stops, 1):
        yield ""
        yield f" {number}  {steps.styled(BOLD, title)}"
        yield from (f"    {line}" for line in vi)
        yield from (f"    {steps.styled(DIM, line)}" for line in en)
    yield from ("", *_smtp_commands(there), "", *_where(there), "")


def _link_words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    person = next(office.chat_people())
    vi = (
        f"Chọn {person.name}, gửi /start rồi {person.mailbox};",
        "mã sáu số nằm trong hộp thư thu. Sau đó thử /viec, /quahan, /nv 5, /trogiup.",
    )
    en = (
        f"Choose {person.name}, send /start, then {person.mailbox};",
        "the code of six digits is in the mailbox. Then try /viec, /quahan, /nv 5, /trogiup.",
    )
    return vi, en


def _smtp_commands(there: Stage) -> Iterator[str]:
    login = "vpcp-relay"
    password, port = there.passwords[login], there.peers.ports.smtp
    sender, to = "giang.ht@vpcp.gov.example", "nga.lt@moh.gov.example"
    letter = there.place.sent / _FIRST_LETTER
    yield f"    swaks --server {HOST}:{port} --tls --auth PLAIN --auth-user {login} \\"
    yield f"      --auth-password {password} --from {sender} --to {to}"
    yield ""
    yield f"    curl --ssl-reqd --insecure --user {login}:{password} smtp://{HOST}:{port} \\"
    yield f"      --mail-from {sender} --mail-rcpt {to} \\"
    yield f"      --upload-file {letter}"


def _where(there: Stage) -> Iterator[str]:
    steps = there.steps
    yield f"    {steps.styled(DIM, 'Kho, cấu hình, nhật ký · store, configuration, log')}  {there.place.folder}"
    yield (
        f"    congvu --config {there.place.office / 'config.toml'} task explain 12"
    )
