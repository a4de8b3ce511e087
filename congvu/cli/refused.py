"""What a user can cause and mend: printed as it stands, never as a traceback."""


class Refused(Exception):
    """The command did nothing; the text says why and what to do, one line a reason."""
