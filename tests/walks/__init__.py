"""Each role's journey through the console in a real browser: walks as data, one engine, one daemon for all of them."""
