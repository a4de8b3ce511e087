"""The commands. Each stands in a module of its own and is imported when it is run; commands.py lists them."""
