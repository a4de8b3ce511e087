"""What a bot says of itself: commands by scope and language, name, descriptions, menu button."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from demo.telegram_call import Call
from demo.telegram_chat import Chat
from demo.telegram_refusal import bad

MAX_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)
_OWN_KEYS = {"chat": ("chat_id",), "chat_administrators": ("chat_id",)} | {
    "chat_member": ("chat_id", "user_id")
}
_LIMITS = {"name": 64, "description": 512, "short_description": 120}  # Bot API, setMy…

Scope = tuple[str, ...]
Command = dict[str, str]


class Settings:
    """One bot's settings."""

    def __init__(self) -> None:
        self._commands: dict[tuple[Scope, str], list[Command]] = {}
        self._words: dict[tuple[str, str], str] = {}
        self._menu: dict[int | None, Any] = {}

    def methods(self) -> Mapping[str, Callable[[Call], Any]]:
        """The Bot API methods that read or change settings, by name in lower case."""
        words = {
            f"{verb}my{name.replace('_', '')}": self._word_method(verb, name)
            for name in _LIMITS
            for verb in ("set", "get")
        }
        return words | {
            "setmycommands": self.set_commands,
            "getmycommands": lambda call: self._commands.get(_place(call), []),
            "deletemycommands": self.delete_commands,
            "setchatmenubutton": self.set_menu_button,
            "getchatmenubutton": lambda call: self._menu.get(call.chat_id, {"type": "commands"}),
        }

    def set_commands(self, call: Call) -> bool:
        """setMyCommands: True once they stand for the scope and language."""
        given = call.value("commands")
        if not isinstance(given, list) or len(given) > MAX_COMMANDS:
            raise bad("BOT_COMMANDS_TOO_MUCH" if given else "parameter commands is required")
        self._commands[_place(call)] = [_command(each) for each in given]
        return True

    def delete_commands(self, call: Call) -> bool:
        """deleteMyCommands: True; wider scopes show through again."""
        self._commands.pop(_place(call), None)
        return True

    def set_menu_button(self, call: Call) -> bool:
        """setChatMenuButton: True; without a chat, the button of all private chats."""
        self._menu[call.chat_id] = call.value("menu_button") or {"type": "default"}
        return True

    def word(self, name: str, language: str = "") -> str:
        """The name or description in *language*, or the one for all languages."""
        return self._words.get((name, language)) or self._words.get((name, ""), "")

    def menu(self, chat: Chat, language: str) -> list[Command]:
        """The commands that a member of *chat* is offered: the narrowest scope that has any."""
        wide = "all_private_chats" if chat.kind == "private" else "all_group_chats"
        for scope in (("chat", str(chat.id)), (wide,), ("default",)):
            for spoken in (language, ""):
                if self._commands.get((scope, spoken)):
                    return self._commands[scope, spoken]
        return []

    def _word_method(self, verb: str, name: str) -> Callable[[Call], Any]:
        def set_word(call: Call) -> bool:
            text = call.text(name)
            if len(text) > _LIMITS[name]:
                raise bad(f"{name} is too long")
            self._words[name, call.text("language_code")] = text
            return True

        def get_word(call: Call) -> dict[str, str]:
            return {name: self.word(name, call.text("language_code"))}

        return set_word if verb == "set" else get_word


def _place(call: Call) -> tuple[Scope, str]:
    given = call.value("scope") or {"type": "default"}
    kind = given.get("type") if isinstance(given, dict) else None
    if kind not in _SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    keys = _OWN_KEYS.get(kind, ())
    return (kind, *(str(given.get(key)) for key in keys)), call.text("language_code")


def _command(given: Any) -> Command:
    if not isinstance(given, dict):
        raise bad("can't parse BotCommand: expected an Object")
    name, description = str(given.get("command", "")), str(given.get("description", ""))
    if not _COMMAND.fullmatch(name.removeprefix("/")):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.removeprefix("/"), "description": description}
