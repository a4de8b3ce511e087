"""The words of delivery reports: Vietnamese first, English after.

A reader may know nothing of mail servers: each says what happened, whether the
letter will still arrive, and what to do.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in both languages."""

    vi: str
    en: str


SUBJECTS = {
    "failed": Words("Không gửi được thư", "Undelivered mail returned"),
    "delayed": Words("Thư gửi chậm", "Delivery delayed"),
    "relayed": Words("Báo cáo chuyển thư", "Delivery report"),
    "delivered": Words("Báo cáo phát thư", "Delivery report"),
}

OPENING = Words(
    "Đây là thông báo tự động của hệ thống thư {host}, về thư Quý cơ quan gửi lúc {at} (mã tiếp nhận {receipt}).",
    "This is an automatic report of the mail system {host}, about your letter of {at} (receipt {receipt}).",
)

REASONS = {
    "refused": Words(
        "Máy chủ nhận từ chối thư. Thư sẽ không được gửi lại; xin khắc phục nguyên nhân rồi gửi thư mới.",
        "The receiving server refused the letter. It will not be tried again; mend the cause and send a new one.",
    ),
    "given-up": Words(
        "Máy chủ nhận tạm thời chưa nhận thư, và theo quy tắc của hệ thống này, thư gặp trả lời như vậy không được gửi"
        " lại. Xin khắc phục nguyên nhân rồi gửi thư mới.",
        "The receiving server does not take the letter for now, and by a rule of this system it is not tried again"
        " after such an answer. Mend the cause and send a new one.",
    ),
    "expired": Words(
        "Đã hết thời hạn gửi mà máy chủ nhận vẫn chưa nhận thư. Thư sẽ không được gửi lại.",
        "The time for delivery is over and the receiving server has not taken the letter. It will not be tried again.",
    ),
    "uncertain": Words(
        "Không rõ máy chủ nhận đã nhận thư hay chưa, và thời hạn gửi đã hết."
        " Xin hỏi lại người nhận trước khi gửi thư mới.",
        "Nobody can know whether the receiving server took the letter, and its time is over."
        " Ask the recipient before you send it again.",
    ),
    "held": Words(
        "Thư bị giữ theo quy tắc {rule}, và không có ai cho phép gửi trong thời hạn. Thư chưa được gửi đi.",
        "The letter was held by the rule {rule}, and nobody released it in time. It was not sent.",
    ),
    "rejected": Words(
        "Thư bị giữ theo quy tắc {rule}, và người có thẩm quyền phê duyệt không đồng ý gửi. Thư chưa được gửi đi. Lý do: {why}",
        "The letter was held by the rule {rule}, and the second person who had to approve rejected it. It was not sent. Reason: {why}",
    ),
    "returned": Words(
        "Người quản trị đã trả lại thư. Thư sẽ không được gửi đi.",
        "The operator returned the letter. It will not be sent.",
    ),
    "returned-why": Words(
        "Người quản trị đã trả lại thư. Thư sẽ không được gửi đi. Lý do: {why}",
        "The operator returned the letter. It will not be sent. Reason: {why}",
    ),
    "delayed": Words(
        "Chưa gửi được thư. Hệ thống vẫn tiếp tục gửi lại đến {until}; Quý cơ quan chưa cần gửi lại.",
        "The letter could not be delivered yet. It is tried again until {until}; you need not send it again.",
    ),
    "relayed": Words(
        "Thư đã được chuyển cho máy chủ kế tiếp; máy chủ đó không gửi báo cáo phát thư.",
        "The letter was passed on to the next server, which sends no delivery reports.",
    ),
    "delivered": Words(
        "Thư đã vào hộp thư của người nhận.",
        "The letter was put in the recipient's mailbox.",
    ),
}

UNREPORTED_SUBJECT = Words("Báo cáo không gửi lại được", "A report could not be returned")

UNREPORTED = Words(
    "Hệ thống thư {host} không gửi lại được báo cáo về thư {message_id}: thư này yêu cầu TLS trên mọi chặng"
    " (REQUIRETLS, RFC 8689), nhưng đường về không đáp ứng (mã {status}). Xin báo cho người gửi thư; máy chủ nhận"
    " thư của Quý cơ quan cần có chứng thư hợp lệ và hỗ trợ REQUIRETLS. Thư này không kèm nội dung nào khác.",
    "The mail system {host} could not return a report about the letter {message_id}: it requires TLS on every"
    " hop (REQUIRETLS, RFC 8689), which the way back does not keep (status {status}). Tell its sender; the server"
    " that takes your mail needs a valid certificate and REQUIRETLS. This note holds nothing else of it.",
)

UNREPORTED_LATE = Words(
    "Hệ thống thư {host} không gửi lại được báo cáo về thư {message_id}: thư này yêu cầu TLS trên mọi chặng"
    " (REQUIRETLS, RFC 8689), nên báo cáo cũng vậy, và máy chủ nhận thư của Quý cơ quan không nhận báo cáo trong"
    " thời hạn gửi (mã {status}). Xin báo cho người gửi thư. Thư này không kèm nội dung nào khác.",
    "The mail system {host} could not return a report about the letter {message_id}: the letter requires TLS on"
    " every hop (REQUIRETLS, RFC 8689), and so does the report, which the server that takes your mail did not take"
    " in time (status {status}). Tell the letter's sender. This note holds nothing else of it.",
)

ANSWER = Words(
    "Máy chủ nhận ({host}) trả lời: {answer}", "The receiving server ({host}) said: {answer}"
)

FINDING = Words("Lý do: {answer}", "Reason: {answer}")
"""What we ourselves found, such as a connection that failed."""

CLOSING = Words(
    "Phần đầu của thư được gửi kèm. Khi hỏi người quản trị, xin nêu mã tiếp nhận.",
    "The letter's header is enclosed. When you ask the operator, name the receipt.",
)
