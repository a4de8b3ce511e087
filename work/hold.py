"""The rules that hold a letter until a person decides, by their codes."""

OPERATOR = "operator"  # a person held it
TWICE_UNCERTAIN = "uncertain-twice"  # twice no answer came (design, law 6)
UNSOUND = "unsound-signature"  # our own signature would not verify
