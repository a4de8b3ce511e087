"""Office files in and out. What comes from outside is opened in a process of its own that may be killed."""
