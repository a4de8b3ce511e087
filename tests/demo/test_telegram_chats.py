"""The real python-telegram-bot talks with people through the emulator."""

import asyncio

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken

from tests.demo.conftest import make_bot, until
from tests.demo.people import AN, BINH, People

UNKNOWN = 999
GROUP = -500
MENU = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("Quá hạn", callback_data="v1:late")],
        [InlineKeyboardButton("Trang", url="http://x.vn/")],
    ]
)


async def started(bot: Bot, people: People) -> Message:
    """A message with two buttons, to a person who wrote first."""
    await people.write(AN, "/start")
    return await bot.send_message(AN, "Việc của tôi", reply_markup=MENU)


async def test_the_library_starts_and_knows_itself(bot: Bot) -> None:
    assert bot.username == "congvu_demo_bot"
    assert (await bot.get_webhook_info()).url == ""


async def test_a_wrong_token_is_unauthorised(url: str) -> None:
    with pytest.raises(InvalidToken, match="rejected by the server"):
        async with make_bot(url, "100000001:someone-elses-token-of-35-characters"):
            pass


async def test_a_method_that_does_not_exist_is_not_found(bot: Bot) -> None:
    with pytest.raises(InvalidToken, match="not found"):
        await bot._post("sendTelepathy", {})


async def test_what_a_person_writes_comes_as_an_update(bot: Bot, people: People) -> None:
    await people.write(AN, "/viec 3 🔴 /nv")

    (update,) = await bot.get_updates(timeout=0)

    assert update.message is not None
    assert update.effective_user is not None
    assert (update.message.text, update.effective_user.id) == ("/viec 3 🔴 /nv", AN)
    assert list(update.message.parse_entities(["bot_command"]).values()) == ["/viec", "/nv"]


async def test_a_waiting_poll_is_answered_when_somebody_writes(bot: Bot, people: People) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=40))
    await until(lambda: people.requests("getUpdates"))

    await people.write(AN, "xin chào")

    assert [update.message.text for update in await polling if update.message] == ["xin chào"]


async def test_an_update_comes_again_until_an_offset_confirms_it(bot: Bot, people: People) -> None:
    for text in ("một", "hai", "ba"):
        await people.write(AN, text)

    first = await bot.get_updates(limit=2, timeout=0)
    again = await bot.get_updates(limit=2, timeout=0)
    rest = await bot.get_updates(offset=first[-1].update_id + 1, timeout=0)

    assert [update.update_id for update in first] == [update.update_id for update in again]
    assert [update.message.text for update in rest if update.message] == ["ba"]
    assert (await bot.get_webhook_info()).pending_update_count == 1


async def test_a_negative_offset_keeps_the_last_ones(bot: Bot, people: People) -> None:
    for text in ("một", "hai", "ba"):
        await people.write(AN, text)

    last = await bot.get_updates(offset=-1, timeout=0)

    assert [update.message.text for update in last if update.message] == ["ba"]
    assert len(await bot.get_updates(timeout=0)) == 1


async def test_only_the_kinds_that_were_asked_for_come(bot: Bot, people: People) -> None:
    await bot.get_updates(timeout=0, allowed_updates=["callback_query"])

    await people.write(AN, "nobody hears this")

    assert await bot.get_updates(timeout=0) == ()


async def test_a_second_poller_ends_the_first(url: str, bot: Bot, people: People) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=40))
    await until(lambda: people.requests("getUpdates"))

    async with make_bot(url) as second:
        await second.get_updates(timeout=0)

    with pytest.raises(Conflict):
        await polling


async def test_a_bot_cannot_write_first(bot: Bot) -> None:
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(AN, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(UNKNOWN, "x")


async def test_who_blocks_the_bot_is_told_of_and_gets_nothing(bot: Bot, people: People) -> None:
    await people.write(AN, "/start")

    await people.post(f"/emulator/chats/{AN}", {"blocked": True})

    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(AN, "x")
    *_, update = await bot.get_updates(timeout=0)
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"


async def test_formatted_text_is_seen_as_text_and_entities(bot: Bot, people: People) -> None:
    await people.write(AN, "/start")

    sent = await bot.send_message(
        AN, "<b>Việc</b> 🔴\n<pre>a &lt; b</pre>", parse_mode=ParseMode.HTML
    )

    assert sent.text_html == "<b>Việc</b> 🔴\n<pre>a &lt; b</pre>"
    seen = (await people.chat(AN))["messages"][-1]
    assert seen["text"] == "Việc 🔴\na < b"
    assert [entity["type"] for entity in seen["entities"]] == ["bold", "pre"]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("<b>cut", "Can't parse entities"),
        ("<table>x</table>", "Can't parse entities"),
        ("a < b", "Can't parse entities"),
        ("<b></b>", "Message text is empty"),
        ("🔴" * 2049, "Message is too long"),
    ],
)
async def test_text_that_telegram_would_not_take_is_refused(
    bot: Bot, people: People, text: str, refusal: str
) -> None:
    await people.write(AN, "/start")

    with pytest.raises(BadRequest, match=refusal):
        await bot.send_message(AN, text, parse_mode=ParseMode.HTML)

    assert await people.texts(AN) == ["/start"]


async def test_the_longest_text_is_counted_in_utf16_units(bot: Bot, people: People) -> None:
    await people.write(AN, "/start")

    sent = await bot.send_message(AN, "🔴" * 2048)

    assert sent.text == "🔴" * 2048


async def test_button_data_of_65_octets_is_refused(bot: Bot, people: People) -> None:
    await people.write(AN, "/start")
    for data, fits in (("ư" * 32, True), ("ư" * 32 + "x", False)):
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data=data)]])
        if fits:
            await bot.send_message(AN, "x", reply_markup=keyboard)
        else:
            with pytest.raises(BadRequest, match="[Bb]utton_data_invalid"):
                await bot.send_message(AN, "x", reply_markup=keyboard)


async def test_a_press_is_answered_and_the_message_edited(bot: Bot, people: People) -> None:
    sent = await started(bot, people)
    query_id = await people.press(AN, "v1:late")
    *_, update = await bot.get_updates(timeout=0)
    assert update.callback_query is not None
    assert (update.callback_query.id, update.callback_query.data) == (query_id, "v1:late")

    await update.callback_query.edit_message_text("Không có việc quá hạn")
    await update.callback_query.answer("Đã làm mới", show_alert=True)

    chat = await people.chat(AN)
    (edited,) = [m for m in chat["messages"] if m["message_id"] == sent.message_id]
    assert edited["text"] == "Không có việc quá hạn"
    assert edited["edited_at"] is not None
    assert edited["buttons"] == [], "an edit without buttons takes them away"
    (answer,) = chat["answers"]
    assert (answer["query"], answer["text"], answer["alert"]) == (query_id, "Đã làm mới", True)


async def test_a_press_is_answered_only_once(bot: Bot, people: People) -> None:
    await started(bot, people)
    query_id = await people.press(AN, "v1:late")
    await bot.answer_callback_query(query_id)

    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query_id)


async def test_only_buttons_on_screen_can_be_pressed_unless_forced(
    bot: Bot, people: People
) -> None:
    sent = await started(bot, people)
    await bot.edit_message_reply_markup(AN, sent.message_id)

    refused = await people.client.post(
        "/emulator/messages", json={"user_id": AN, "data": "v1:late"}
    )
    await people.press(AN, "v1:late", force=True)

    assert refused.status_code == 409
    *_, update = await bot.get_updates(timeout=0)
    assert update.callback_query is not None
    assert isinstance(update.callback_query.message, Message)
    assert update.callback_query.message.message_id == sent.message_id


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, people: People) -> None:
    sent = await started(bot, people)

    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("Việc của tôi", AN, sent.message_id, reply_markup=MENU)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(AN, sent.message_id, reply_markup=MENU)


async def test_only_own_messages_that_exist_can_be_edited(bot: Bot, people: People) -> None:
    theirs = await people.write(AN, "/start")

    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", AN, theirs + 1)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", AN, theirs)


async def test_a_deleted_message_is_seen_no_more(bot: Bot, people: People) -> None:
    sent = await started(bot, people)

    await bot.delete_message(AN, sent.message_id)

    assert await people.texts(AN) == ["/start"]
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(AN, sent.message_id)


async def test_a_reply_shows_what_it_answers(bot: Bot, people: People) -> None:
    asked = await people.write(AN, "/viec")

    sent = await bot.send_message(AN, "đây", reply_parameters=ReplyParameters(asked))

    assert sent.reply_to_message is not None
    assert (await people.chat(AN))["messages"][-1]["reply_to"] == asked
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(AN, "đây", reply_parameters=ReplyParameters(1))


async def test_what_a_person_changes_comes_as_an_edit(bot: Bot, people: People) -> None:
    message_id = await people.write(AN, "/xong 12")

    await people.write(AN, "/xong 13", message_id=message_id)

    *_, update = await bot.get_updates(timeout=0)
    assert update.edited_message is not None
    assert update.edited_message.text == "/xong 13"


async def test_typing_shows_until_the_next_message(bot: Bot, people: People) -> None:
    await people.write(AN, "/start")

    await bot.send_chat_action(AN, ChatAction.TYPING)
    typing = (await people.chat(AN))["action"]
    await bot.send_message(AN, "xong")

    assert typing == "typing"
    assert (await people.chat(AN))["action"] == ""


async def test_a_document_comes_down_as_it_went_up(bot: Bot, people: People) -> None:
    await people.write(AN, "/xuat")
    octets = bytes(range(256)) * 400 + b"\r\n--"

    sent = await bot.send_document(
        AN, octets, filename='báo cáo "quý".xlsx', caption="<i>Số liệu</i>", parse_mode="HTML"
    )

    seen = (await people.chat(AN))["messages"][-1]
    assert sent.document is not None
    assert seen["document"]["name"] == sent.document.file_name == 'báo cáo "quý".xlsx'
    assert seen["text"] == "Số liệu"
    assert (await people.client.get(seen["document"]["url"])).content == octets
    (request,) = await people.requests("sendDocument")
    assert request["files"][0]["size_bytes"] == len(octets)
    again = await bot.send_document(AN, sent.document.file_id)
    assert again.document == sent.document


async def test_a_bot_downloads_what_a_person_sent(bot: Bot, people: People) -> None:
    octets = b"PK\x03\x04" + bytes(100_000)
    await people.send(AN, "kết quả.zip", octets, caption="kèm theo")

    (update,) = await bot.get_updates(timeout=0)

    assert update.message is not None
    assert update.message.document is not None
    assert update.message.caption == "kèm theo"
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == octets


async def test_the_command_menu_is_that_of_the_narrowest_scope(bot: Bot, people: People) -> None:
    await people.write(AN, "/start")
    everybody, own = [BotCommand("viec", "Việc của tôi")], [BotCommand("duyet", "Duyệt")]
    await bot.set_my_commands([BotCommand("tasks", "My tasks")])
    await bot.set_my_commands(everybody, BotCommandScopeAllPrivateChats(), language_code="vi")
    await bot.set_my_commands(own, BotCommandScopeChat(AN))

    assert (await people.chat(AN))["commands"] == [{"command": "duyet", "description": "Duyệt"}]
    assert (await people.chat(BINH))["commands"][0]["command"] == "viec"
    assert await bot.get_my_commands(BotCommandScopeChat(AN)) == tuple(own)
    assert await bot.delete_my_commands(BotCommandScopeChat(AN))
    assert (await people.chat(AN))["commands"][0]["command"] == "viec"
    with pytest.raises(BadRequest, match="[Bb]ot_command_invalid"):
        await bot.set_my_commands([BotCommand("việc", "x")])


async def test_descriptions_stand_by_language(bot: Bot, people: People) -> None:
    await bot.set_my_description("Reminds of work")
    await bot.set_my_description("Nhắc việc", language_code="vi")

    assert (await bot.get_my_description("vi")).description == "Nhắc việc"
    assert (await bot.get_my_description("fr")).description == "Reminds of work"
    assert (await people.get("/emulator/chats"))["bot"]["description"] == "Nhắc việc"


async def test_in_a_group_the_bot_sees_only_what_is_meant_for_it(bot: Bot, people: People) -> None:
    await people.post("/emulator/chats", {"id": GROUP, "title": "Phòng", "members": [AN, BINH]})
    added, welcome = await bot.get_updates(timeout=0)
    sent = await bot.send_message(GROUP, "Chào cả phòng")
    for text in ("chuyện riêng", "/viec@otherbot", "/viec", "hỏi @congvu_demo_bot"):
        await people.write(AN, text, chat_id=GROUP)
    await people.write(BINH, "trả lời", chat_id=GROUP, reply_to=sent.message_id)

    updates = await bot.get_updates(offset=welcome.update_id + 1, timeout=0)

    assert added.my_chat_member is not None
    assert welcome.message is not None
    assert welcome.message.new_chat_members[0].id == bot.id
    heard = [update.message.text for update in updates if update.message]
    assert heard == ["/viec", "hỏi @congvu_demo_bot", "trả lời"]


async def test_a_bot_that_left_a_group_may_not_write_there(bot: Bot, people: People) -> None:
    await people.post("/emulator/chats", {"id": GROUP, "title": "Phòng", "members": [AN]})
    assert (await bot.get_chat_member(GROUP, AN)).status == "member"
    assert (await bot.get_chat(GROUP)).title == "Phòng"

    await bot.leave_chat(GROUP)

    with pytest.raises(Forbidden, match="not a member of the group chat"):
        await bot.send_message(GROUP, "x")


async def test_updates_survive_the_trip_through_json(bot: Bot, people: People) -> None:
    await started(bot, people)
    await people.press(AN, "v1:late")

    for update in await bot.get_updates(timeout=0):
        assert Update.de_json(update.to_dict(), bot) == update
