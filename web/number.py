"""Numbers as they come from outside, in addresses, forms and requests: read without trusting them."""

LARGEST = 2**63 - 1  # what the store can count to


def number_of(text: str, most: int = LARGEST) -> int:
    """The number in plain digits; 0 for what is none, or is more than *most*."""
    known = text.isascii() and text.isdecimal() and len(text) < 20
    return int(text) if known and int(text) <= most else 0
