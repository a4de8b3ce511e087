"""What is known of octets after one look: whether a line is too long for SMTP, and whether any is beyond ASCII."""

LINE_LIMIT = 998  # octets without CRLF, RFC 5322 §2.1.1


class Lines:
    """Looks at octets in blocks of any length, of which none ends within a CRLF; never line by line."""

    __slots__ = ("column", "eight_bit", "long")

    def __init__(self) -> None:
        self.long = False  # a line has more than LINE_LIMIT octets
        self.eight_bit = False
        self.column = 0  # octets of a line that has not ended

    def update(self, octets: bytes) -> None:
        """Takes the next octets."""
        self.eight_bit = self.eight_bit or not octets.isascii()
        start = -self.column
        while not self.long and len(octets) - start > LINE_LIMIT:
            end = octets.rfind(b"\r\n", max(start, 0), start + LINE_LIMIT + 2)
            if end < 0:
                self.long = True
            else:
                start = end + 2
        last = octets.rfind(b"\r\n", max(start, 0))
        self.column = len(octets) - (start if last < 0 else last + 2)
