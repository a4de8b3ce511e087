"""The rules that hold a letter until a person decides, by their codes."""

OPERATOR = "operator"  # a person held it
TWICE_UNCERTAIN = "uncertain-twice"  # twice no answer came (design, law 6)
UNSOUND = "unsound-signature"  # our own signature would not verify
ALTERED = "altered-since-approval"  # not what was approved any more
RESTORED = "restored"  # it may have been sent since the backup was taken that the store was made of
UNREAD = "unread-report"  # came to the mailbox for reports, and is none that can be read
DMARC = "dmarc"  # its author's domain asks for that where a letter from outside fails
SECRECY = "secrecy:"  # before the rule on secrecy and the place where it fired, as no configured rule is called
ENCRYPTED = "encrypted"  # nobody can look through it for marks of secrecy
UNSIGNED = "gateway-signature"  # its agency's signature would not hold

# No rule of a configuration is called so.
OWN = frozenset(
    {
        OPERATOR,
        TWICE_UNCERTAIN,
        UNSOUND,
        ALTERED,
        RESTORED,
        UNREAD,
        DMARC,
        ENCRYPTED,
        UNSIGNED,
    }
)


def doubtful(rule: str, place: str) -> str:
    """The code of a letter that *rule* on secrecy holds, for what stands at *place*.

    >>> doubtful("single-word", "subject")
    'secrecy:single-word:subject'
    """
    return f"{SECRECY}{rule}:{place}"


def doubt(code: str | None) -> tuple[str, str] | None:
    """The rule on secrecy and the place that *code* names; None where another rule holds the letter.

    >>> doubt("secrecy:single-word:subject"), doubt("operator")
    (('single-word', 'subject'), None)
    """
    if code is None or not code.startswith(SECRECY):
        return None
    rule, _, place = code.removeprefix(SECRECY).rpartition(":")
    return rule, place
