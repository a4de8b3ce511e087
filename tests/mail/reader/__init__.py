"""The reader over the tray: what it makes of letters."""
