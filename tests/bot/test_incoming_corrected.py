"""What a clerk says otherwise than it was read, part by part, and adds to it, before it is registered."""

from tests.bot.clerks import corrected, facing, kept, tasks
from tests.bot.office import AN, Chats, Office, labels
from tests.store.read_letters import errand, read
from work.document import Urgency
from work.proposal import ProposalState


async def test_everything_that_was_read_can_be_corrected(clerks: Office, chats: Chats) -> None:
    async with facing(clerks, chats) as number:
        for part, words in (
            ("Số, ký hiệu", "126/VPCP-KTTH"),
            ("Trích yếu", "V/v cung ứng <thuốc>"),
            ("Ngày", "29/9"),
            ("Cơ quan", "Bộ Tài chính"),
        ):
            assert "Đưa vào sổ?" in (await corrected(chats, part, words))["text"]
        wrong = await corrected(chats, "Chủ trì", "Phòng Không Có")
        assert "Phòng Không Có" in wrong["text"].split("\n")[0]
        await chats.tap(AN, "Vụ Kế hoạch")
        await chats.tap(AN, "Sửa")
        await chats.tap(AN, "Hạn")
        await chats.tap(AN, "+5 ngày")
        shown = await corrected(chats, "Hạn", "trước ngày 31/10/2026")
        assert "Thứ Sáu 30/10/2026" in shown["text"]
        await chats.tap(AN, "Đúng, đưa vào sổ")

    (task,) = await tasks(clerks.store)
    paper = task.document
    assert (paper.number, paper.issuer, paper.excerpt) == (
        "126/VPCP-KTTH", "Bộ Tài chính", "V/v cung ứng <thuốc>",
    )  # fmt: skip
    assert (paper.issued.isoformat(), str(task.due)) == ("2026-09-29", "2026-10-30")
    assert task.lead.unit_name == "Vụ Kế hoạch - Tài chính"
    assert (await kept(clerks.store, number)).state is ProposalState.CORRECTED


async def test_urgency_what_is_to_be_done_and_the_product_are_corrected(
    clerks: Office, chats: Chats
) -> None:
    async with facing(clerks, chats):
        await chats.tap(AN, "Sửa")
        shown = await chats.tap(AN, "Độ khẩn")
        assert "✓ Thường" in str(labels(shown))
        shown = await chats.tap(AN, "Thượng khẩn")
        assert "Độ khẩn: Thượng khẩn" in shown["text"]
        for part, words in (("Nội dung", "lập danh mục <thuốc>"), ("Sản phẩm", "Danh mục")):
            shown = await corrected(chats, part, words)
        assert "Nhiệm vụ: Lập danh mục <thuốc>" in shown["text"]
        assert "Sản phẩm: Danh mục" in shown["text"]
        await chats.tap(AN, "Đúng, đưa vào sổ")

    (task,) = await tasks(clerks.store)
    assert task.document.urgency is Urgency.VERY_URGENT
    assert (task.content, task.product) == ("Lập danh mục <thuốc>", "Danh mục")


async def test_a_product_that_was_read_in_error_is_none(clerks: Office, chats: Chats) -> None:
    async with facing(clerks, chats):
        await chats.tap(AN, "Sửa")
        assert "Hiện nay: Báo cáo" in (await chats.tap(AN, "Sản phẩm"))["text"]
        assert "Sản phẩm" not in (await chats.tap(AN, "Không có sản phẩm"))["text"]
        await chats.tap(AN, "Đúng, đưa vào sổ")

    assert [one.product for one in await tasks(clerks.store)] == [None]


async def test_a_task_that_the_letter_lacks_is_added_step_by_step(
    clerks: Office, chats: Chats
) -> None:
    async with facing(clerks, chats) as number:
        asked = await corrected(chats, "Thêm nhiệm vụ", "cử người dự họp")
        assert "ai chủ trì nhiệm vụ 2?" in asked["text"]
        assert "Cử người dự họp" in asked["text"], "what is to be led stands there"
        asked = await chats.tap(AN, "Vụ Kế hoạch")
        assert "hạn của nhiệm vụ 2" in asked["text"]
        shown = await chats.tap(AN, "Không thời hạn")
        assert "Nhiệm vụ 2: Cử người dự họp" in shown["text"]
        await chats.tap(AN, "Sửa")
        await chats.tap(AN, "Nhiệm vụ 1")
        left = await chats.tap(AN, "Không mở nhiệm vụ này")
        assert "sẽ không được mở" in left["text"]
        await chats.tap(AN, "Quay lại")
        shown = await chats.tap(AN, "Quay lại")
        assert "cung ứng thuốc\nChủ trì" not in shown["text"]
        after = await chats.tap(AN, "Đúng, đưa vào sổ")

    (task,) = await tasks(clerks.store)
    assert (task.content, task.due) == ("Cử người dự họp", None)
    assert task.lead.unit_name == "Vụ Kế hoạch - Tài chính"
    assert f"Nhiệm vụ #{task.id}: Cử người dự họp" in after["text"]
    assert (await kept(clerks.store, number)).state is ProposalState.CORRECTED


async def test_what_asks_for_nothing_after_all_is_registered_without_a_task(
    clerks: Office, chats: Chats
) -> None:
    async with facing(clerks, chats):
        await chats.tap(AN, "Sửa")
        await chats.tap(AN, "Không mở nhiệm vụ này")
        asked = await chats.tap(AN, "Quay lại")
        assert "không mở nhiệm vụ nào. Số đến đã cấp thì không rút lại." in asked["text"]
        after = await chats.tap(AN, "Đúng, đưa vào sổ")

    assert await tasks(clerks.store) == []
    assert "Số đến: 1" in after["text"]
    assert "↩ Hoàn tác" not in str(labels(after)), "there is nothing to take back"


async def test_what_was_corrected_stands_on_the_card_as_it_was_registered(
    clerks: Office, chats: Chats
) -> None:
    async with facing(clerks, chats, read(errand(lead=None))):
        await chats.tap(AN, "Vào sổ")
        await chats.tap(AN, "Chủ trì")
        await chats.ask(AN, "vu phap che")
        shown = await corrected(chats, "Hạn", "30/10/2026")
        assert "trước ngày 24/10" not in shown["text"], "it is not read from these words any more"
        card = await chats.tap(AN, "Đúng, đưa vào sổ")

    for part in ("Số đến: 1", "Chủ trì: Vụ Pháp chế", "Hạn: Thứ Sáu 30/10/2026"):
        assert part in card["text"]
    for part in ("Phải sửa", "chưa có ai", "24/10"):
        assert part not in card["text"]


async def test_what_lacks_who_leads_asks_for_them_first(clerks: Office, chats: Chats) -> None:
    async with facing(clerks, chats, read(errand(lead=None))):
        shown = await chats.tap(AN, "Vào sổ")
        assert await chats.toast(AN) == "Còn 1 điểm phải sửa trước."
        assert "chưa có ai chủ trì" in shown["text"]
        assert "--lead" not in shown["text"], "options are for a command"
        await chats.tap(AN, "Chủ trì")
        await chats.ask(AN, "vu phap che")
        await chats.tap(AN, "Đúng, đưa vào sổ")

    (task,) = await tasks(clerks.store)
    assert task.lead.unit_name == "Vụ Pháp chế"


async def test_who_corrects_issuer_or_lead_is_told_that_it_is_remembered(
    clerks: Office, chats: Chats
) -> None:
    async with facing(clerks, chats):
        await chats.tap(AN, "Sửa")
        await chats.tap(AN, "Chủ trì")
        await chats.tap(AN, "Vụ Kế hoạch")
        await chats.tap(AN, "Đúng, đưa vào sổ")
        told = await chats.toast(AN)

    assert "; máy nhớ chỗ sửa cơ quan, chủ trì làm quy tắc cho người gửi này." in told


async def test_a_deadline_that_will_not_do_is_asked_for_once_more_and_leads_nowhere_else(
    clerks: Office, chats: Chats
) -> None:
    async with facing(clerks, chats):
        await chats.tap(AN, "Sửa")
        await chats.tap(AN, "Hạn")
        for words, why in (
            ("trong thời hạn 99999999 ngày", "thời hạn"),
            ("hôm nay", "01/10/2026 không được: hạn phải sau hôm nay."),
            ("30/9/2026", "30/09/2026 không được: hạn phải sau hôm nay."),
        ):
            asked = await chats.ask(AN, words)
            assert why in asked["text"].split("\n")[0]
            assert "hạn hiện nay" not in asked["text"]
            assert "Không thời hạn" in str(labels(asked)), "the question still stands"
        shown = await chats.ask(AN, "chậm nhất ngày 01/10/2026")

    assert "Hạn: Thứ Năm 01/10/2026" in shown["text"]
