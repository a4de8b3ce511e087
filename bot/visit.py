"""One update on its way through the handlers: who it is from, and how it is answered."""

from typing import Any

import structlog
from telegram import Bot, CallbackQuery, Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import CallbackContext, ExtBot

from bot.screen import LONGEST_CAPTION, File, Screen, fitted, keyboard
from work.chat import Link

log = structlog.get_logger()

UPLOAD_SECONDS = 60.0  # 50 MB through a line of 8 Mbit/s
LONGEST_TOAST = 200  # characters, Bot API, answerCallbackQuery

# The message is as it should be; it is not there any more; the press was too long ago.
_SAME = "message is not modified"
_LOST = ("message to edit not found", "message can't be edited")
_LATE = "query is too old"


class Visit(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The context of one update, with what authentication found out.

    *known* is the account's link, *link* the same where it stands, so that the
    account may see what is the person's.
    """

    known: Link | None = None
    link: Link | None = None
    language: str = "vi"


async def show(update: Update, screen: Screen) -> int:
    """Puts *screen* in place of the message whose button was pressed, or below what was written; which message that is."""
    query = update.callback_query
    if query is not None and query.message is not None and await _edited(query, screen):
        number = query.message.message_id
    else:
        number = await send(update, screen)
    if query is not None:
        await toast(query, screen.toast)
    if update.effective_chat is not None:
        for one in screen.files:
            await send_file(update.get_bot(), update.effective_chat.id, one)
    return number


async def send(update: Update, screen: Screen) -> int:
    """Says *screen* in a message of its own, whose number it gives; 0 where there is no chat."""
    if update.effective_chat is None:
        return 0
    sent = await update.effective_chat.send_message(
        fitted(screen.text), reply_markup=keyboard(screen.rows)
    )
    return sent.message_id


async def send_file(bot: Bot, chat_id: int, file: File) -> None:
    """Sends a file with its caption."""
    caption = fitted(file.caption, LONGEST_CAPTION) or None
    send = bot.send_photo if file.is_picture else bot.send_document
    await send(
        chat_id,
        file.octets,
        caption,
        filename=file.name,
        read_timeout=UPLOAD_SECONDS,
        write_timeout=UPLOAD_SECONDS,
    )


async def take_away(bot: Bot, chat_id: int, message: int) -> None:
    """Deletes a message of the bot's that says nothing any more; it stays where Telegram does not do so at once."""
    try:
        await bot.delete_message(chat_id, message)
    except TelegramError as error:
        log.info("chat.not-taken-away", reason=type(error).__name__)


async def toast(query: CallbackQuery, words: str = "") -> None:
    """Ends the press, with *words* over the chat; one that is too old needs no end."""
    try:
        await query.answer(words[:LONGEST_TOAST] or None)
    except BadRequest as error:
        if _LATE not in str(error).lower():
            raise


async def _edited(query: CallbackQuery, screen: Screen) -> bool:
    """Whether the message shows *screen* now."""
    if not isinstance(query.message, Message):
        return False
    try:
        await query.edit_message_text(fitted(screen.text), reply_markup=keyboard(screen.rows))
    except BadRequest as error:
        said = str(error).lower()
        if not any(lost in said for lost in (_SAME, *_LOST)):
            raise
        return _SAME in said
    return True
