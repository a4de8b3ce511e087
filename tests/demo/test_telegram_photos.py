"""Photos as people send them: in sizes, without a name, and not for ever."""

import pytest
from telegram import Bot
from telegram.error import BadRequest

from tests.demo.people import AN, People
from tests.demo.test_telegram_files import png

PHOTO = png(1280, 960)


async def test_a_photo_comes_in_two_sizes_and_is_gone_once_telegram_forgets_it(
    bot: Bot, people: People
) -> None:
    await people.send_photo(AN, PHOTO, caption="kèm theo")

    (update,) = await bot.get_updates(timeout=0)

    assert update.message is not None
    small, whole = update.message.photo
    assert (update.message.document, update.message.caption) == (None, "kèm theo")
    assert small.width < whole.width
    assert bytes(await (await whole.get_file()).download_as_bytearray()) == PHOTO
    url = (await people.chat(AN))["messages"][-1]["document"]["url"]
    assert (await people.client.delete(url)).json() == {"ok": True}
    assert (await people.client.delete(url)).json() == {"ok": False}
    with pytest.raises(BadRequest, match="file_id"):
        await whole.get_file()
