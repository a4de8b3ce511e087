"""A bot's webhook: where its updates are pushed to, and what went wrong with that last."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from demo.loopback import is_loopback
from demo.telegram_call import Call
from demo.telegram_refusal import bad
from demo.telegram_sending import Method
from demo.telegram_updates import Webhook
from demo.telegram_world import World

MOST_CONNECTIONS = 100
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


def webhook_methods() -> Mapping[str, Method]:
    """Their names in lower case."""
    return {
        "setwebhook": set_webhook,
        "deletewebhook": delete_webhook,
        "getwebhookinfo": get_webhook_info,
    }


def set_webhook(world: World, call: Call, now: datetime) -> bool:
    """True once updates are pushed to the URL, on this machine alone and without TLS; an empty one means no webhook."""
    url, secret = call.text("url"), call.text("secret_token")
    if not url:
        return delete_webhook(world, call, now)
    if urlsplit(url).scheme != "http" or not is_loopback(urlsplit(url).hostname or ""):
        raise bad("bad webhook: this emulator pushes updates to this machine only")
    if not _SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    connections = call.integer("max_connections", Webhook().connections) or 0
    if not 1 <= connections <= MOST_CONNECTIONS:
        raise bad("max_connections must be between 1 and 100")
    if "allowed_updates" in call.parameters:
        world.updates.allow(call.value("allowed_updates") or ())
    if call.flag("drop_pending_updates"):
        world.updates.drop()
    world.webhook = Webhook(url, secret, connections)
    world.updates.take_over()  # a poll that waits is over
    return True


def delete_webhook(world: World, call: Call, now: datetime) -> bool:
    """True once updates wait for getUpdates again; what waits may be dropped by the way."""
    world.webhook = Webhook()
    if call.flag("drop_pending_updates"):
        world.updates.drop()
    return True


def get_webhook_info(world: World, call: Call, now: datetime) -> dict[str, Any]:
    """Where updates are pushed to, how many wait, and what went wrong last."""
    hook = world.webhook
    info: dict[str, Any] = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if hook.url:
        info["max_connections"] = hook.connections
    if hook.error_at is not None:
        info |= {"last_error_date": int(hook.error_at.timestamp())}
        info |= {"last_error_message": hook.error}
    allowed = world.updates.allowed
    return info | ({"allowed_updates": list(allowed)} if allowed else {})
