"""The reader over the tray: each letter that came in goes to the first that knows what to do with it."""
