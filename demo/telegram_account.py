"""Telegram accounts: the sample people who write, and the bot that answers."""

from dataclasses import dataclass
from typing import Any

from demo.telegram_refusal import bad

TOKEN = "100000001:MO-PHONG-khong-phai-Telegram-0000000"  # noqa: S105 - opens nothing but this fake


@dataclass(frozen=True, slots=True)
class Account:
    """One account; *name* as its owner wrote it."""

    id: int
    name: str
    username: str | None = None
    language: str = "vi"
    is_bot: bool = False

    def as_json(self) -> dict[str, Any]:
        """The account as the Bot API writes a User."""
        user: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            user["username"] = self.username
        return user if self.is_bot else user | {"language_code": self.language}


def bot_of(token: str) -> Account:
    """The bot whose token this is; the number before the colon is its id."""
    return Account(int(token.partition(":")[0]), "Trợ lý Công vụ", "congvu_demo_bot", is_bot=True)


def account(given: Any) -> Account:
    """The account written as {id, name, username?, language?}; raises Refused for anything else."""
    if not isinstance(given, dict):
        raise bad("an account is an object with id and name")
    number, name = given.get("id"), given.get("name")
    if not isinstance(number, int) or number <= 0 or not isinstance(name, str) or not name.strip():
        raise bad("an account needs a positive id and a name")
    username, language = given.get("username"), given.get("language", "vi")
    return Account(number, name.strip(), str(username) if username else None, str(language))


SAMPLE = (
    Account(7001, "Nguyễn Văn An (mẫu)", "mau_an"),
    Account(7002, "Trần Thị Bình (mẫu)", "mau_binh"),
    Account(7003, "Lê Minh Châu (mẫu)", "mau_chau"),
)
