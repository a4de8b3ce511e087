"""Whether Telegram could push updates to this machine, as far as that can be seen from here."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from congvu.cli.checks.finding import Finding, error, ok, warning
from congvu.config import Config
from web.webhook import PATH

_TELEGRAM = "api.telegram.org"
_PORTS = (443, 80, 88, 8443)  # that Telegram pushes to (Bot API, setWebhook)
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_SHORT = 16  # characters; below it a secret can be guessed


def webhook(config: Config) -> Iterator[Finding]:
    """Nothing where updates are asked for; else what is wrong, or where they come in."""
    telegram = config.telegram
    url, secret = telegram.webhook_url, telegram.webhook_secret()
    if not telegram.enabled or telegram.mode == "polling" or url is None or secret is None:
        return
    matter = "telegram webhook"
    port = urlsplit(url).port or (443 if urlsplit(url).scheme == "https" else 80)
    if not _SECRET.fullmatch(secret):
        todo = 'make it anew, of letters, digits, "_" and "-" alone: openssl rand -hex 32'
        yield error(matter, f"the webhook's secret is none that Telegram takes; {todo}")
    elif len(secret) < _SHORT:
        yield warning(matter, "the webhook's secret is short; take openssl rand -hex 32")
    elif urlsplit(telegram.base_url).hostname == _TELEGRAM and port not in _PORTS:
        known = ", ".join(map(str, _PORTS))
        yield error(matter, f"Telegram pushes to the ports {known}, not {port}; change webhook_url")
    else:
        to = f"http://{config.web.listen}{PATH}"
        yield ok(matter, f"{url}; let the proxy there hand POST on to {to}, and nothing else")
