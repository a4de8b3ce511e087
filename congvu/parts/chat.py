"""What the chat is told, and whether it is served at all; imports nothing of Telegram."""

from urllib.parse import urlsplit

from bot.settings import Settings, Webhook
from congvu.config import Config

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def settings(config: Config, simulated: bool) -> Settings | None:
    """What the bot is told; None where it may not run: it is not enabled, or has no token."""
    telegram, office = config.telegram, config.office
    token = telegram.token()
    if not telegram.enabled or token is None:
        return None
    return Settings(
        token=token,
        base_url=telegram.base_url.rstrip("/"),
        office=office.name,
        domain=office.domain,
        language=office.language,
        disclosure=telegram.disclosure,
        groups=telegram.groups,
        webhook=webhook(config),
        proxy=telegram.proxy_address(),
        simulated=simulated,
        console=(config.web.url or "").rstrip("/"),
    )


def console(config: Config, simulated: bool) -> Settings:
    """What the chat at a terminal is told: nothing leaves the machine, so that titles may be shown."""
    office = config.office
    return Settings(
        token="",
        base_url="",
        office=office.name,
        domain=office.domain,
        language=office.language,
        disclosure="title",
        simulated=simulated,
    )


def webhook(config: Config) -> Webhook | None:
    """Where updates are pushed to; None where they are asked for."""
    telegram = config.telegram
    url, secret = telegram.webhook_url, telegram.webhook_secret()
    if telegram.mode == "polling" or url is None or secret is None:
        return None
    return Webhook(url, secret)


def may_speak(told: Settings) -> bool:
    """Whether what is said stays where it may: a simulation speaks to a fake on this machine only."""
    here = told.proxy is None and urlsplit(told.base_url).hostname in LOOPBACK
    return here or not told.simulated


def is_served(config: Config, simulated: bool) -> bool:
    """Whether some process of this daemon carries notices by chat."""
    told = settings(config, simulated)
    return told is not None and may_speak(told)
