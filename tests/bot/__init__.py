"""The bot through the real library, against the emulator: what people write, press and see."""
