"""The emulator's other side, as the people in a test use it: over HTTP, like everybody."""

import base64
from typing import Any

import httpx

AN, BINH = 7001, 7002


class People:
    """Writes, presses buttons and looks at chats."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def write(self, user_id: int, text: str, **more: Any) -> int:
        given = {"chat_id": user_id, "user_id": user_id, "text": text} | more
        return int((await self.post("/emulator/messages", given))["message_id"])

    async def send(
        self, user_id: int, name: str, octets: bytes, caption: str = "", *, photo: bool = False
    ) -> int:
        file = {"name": name, "content": base64.b64encode(octets).decode()}
        given = {"chat_id": user_id, "caption": caption, "photo" if photo else "document": file}
        return int((await self.post("/emulator/messages", given))["message_id"])

    async def send_photo(self, user_id: int, octets: bytes, caption: str = "") -> int:
        photo = {"name": "photo.jpg", "content": base64.b64encode(octets).decode()}
        given = {"chat_id": user_id, "caption": caption, "photo": photo}
        return int((await self.post("/emulator/messages", given))["message_id"])

    async def press(self, user_id: int, data: str, **more: Any) -> str:
        given = {"chat_id": user_id, "user_id": user_id, "data": data} | more
        return str((await self.post("/emulator/messages", given))["callback_query_id"])

    async def chat(self, chat_id: int, after: int | None = None) -> dict[str, Any]:
        """What they see, at once or when it differs from what stood at the version *after*."""
        waits = "" if after is None else f"?after={after}"
        return await self.get(f"/emulator/chats/{chat_id}{waits}")

    async def texts(self, chat_id: int) -> list[str]:
        return [message["text"] for message in (await self.chat(chat_id))["messages"]]

    async def requests(self, method: str = "", **query: Any) -> list[dict[str, Any]]:
        answer = await self.client.get("/emulator/requests", params={"method": method} | query)
        found: list[dict[str, Any]] = answer.raise_for_status().json()["requests"]
        return found

    async def fault(self, kind: str, **more: Any) -> dict[str, Any]:
        made: dict[str, Any] = (await self.post("/emulator/faults", {"kind": kind} | more))["fault"]
        return made

    async def lift(self) -> int:
        answer = await self.client.delete("/emulator/faults")
        return int(answer.raise_for_status().json()["lifted"])

    async def get(self, path: str) -> dict[str, Any]:
        answer: dict[str, Any] = (await self.client.get(path)).raise_for_status().json()
        return answer

    async def post(self, path: str, given: Any) -> dict[str, Any]:
        answer: dict[str, Any] = (
            (await self.client.post(path, json=given)).raise_for_status().json()
        )
        return answer
