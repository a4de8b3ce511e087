"""The rules that hold a letter until a person decides, by their codes."""

OPERATOR = "operator"  # a person held it
TWICE_UNCERTAIN = "uncertain-twice"  # twice no answer came (design, law 6)
UNSOUND = "unsound-signature"  # our own signature would not verify
ALTERED = "altered-since-approval"  # not what was approved any more
RESTORED = "restored"  # it may have been sent since the backup was taken that the store was made of
UNREAD = "unread-report"  # came to the mailbox for reports, and is none that can be read
DMARC = "dmarc"  # its author's domain asks for that where a letter from outside fails
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
