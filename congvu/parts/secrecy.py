"""The rules on secrecy that an office has: those that are shipped, with its own before them."""

from congvu.config import Config
from work.secrecy.rules import Rules, read, shipped


def secrecy_rules(config: Config) -> Rules:
    """Raises DataRefused, whose text names file, line and remedy."""
    own = config.secrecy.rules_file
    return read(own) if own else shipped()
