"""The Telegram door: what is written to the bot is kept, then answered; notices go out as messages."""

import os

# Without it every flood wait warns that it will be a timedelta one day (python-telegram-bot 22.2).
os.environ.setdefault("PTB_TIMEDELTA", "1")
