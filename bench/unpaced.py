"""The daemon as it is, but for its pace: its messages go out as soon as they are ready, as they must not to Telegram."""

import bot.rate
from congvu.__main__ import main

bot.rate.BURST = bot.rate.MOST = 10**6  # a thousand answers never fill it

if __name__ == "__main__":
    main()
