"""What `congvu intake` says of doors, reasons and trouble."""

DOORS = {"imap": "out of a mailbox", "inbound": "by our listener, receipt"}
REASONS = {
    "kills-the-reader": "the reader died of it twice",
    "too-large": "longer than size_limit under [intake]",
    "not-shown": "the server lists it and shows nothing of it",
    "interrupted": "connection or daemon ended over it, twice",
    "busy": "too many attachments at once, it is tried again",
    "unchecked": "not looked through for marks of secrecy in time",
    "encrypted": "encrypted, so that nobody could look into it",
    "too-slow": "not read within the time that a letter has; congvu intake retry tries it again",
    "failed": "the reader failed on it, see the log; congvu intake retry tries it again",
    "unknown-sort": "nobody here reads letters of this sort",
    "secret": "what it asks for bears a mark of secrecy, or what may be one; see congvu secrecy --help",
}
WATCHED = {
    "": "watched",
    "lost": "the connection was lost; it is opened anew",
    "silent": "the server does not answer",
    "answer": "the server answers what nobody can read",
    "greeting": "the server turns us away",
    "no-room": "the store is nearly full",
    "no-secret": "no password or token is to be had",
    "authenticate-authenticationfailed": "the server refuses the login",
    "login-authenticationfailed": "the server refuses the login",
    "authenticate-no": "the server refuses the login",
    "login-no": "the server refuses the login",
    "select-no": "the server does not open the folder",
    "select-nonexistent": "there is no such folder",
    "connectionrefusederror": "nothing listens at host and port",
    "sslcertverificationerror": "the server's certificate is not to be trusted",
}


def reason_words(code: str | None) -> str:
    """The reason in words; a rule's name, or a server's response code, as it is."""
    kind, _, rest = (code or "").partition(":")
    if kind == "secrecy" and rest:
        rule, _, place = rest.partition(":")
        return f"perhaps a mark of secrecy: rule {rule}, in {place}"
    return REASONS.get(code or "", code or "")
