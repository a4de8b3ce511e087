"""One command line taken apart: verb and argument; and how long a line may be."""

from dataclasses import dataclass

from mail.smtp.chunk import UNREADABLE, is_of_chunk
from mail.smtp.reply import Reply

COMMAND_LIMIT = 512  # octets with CRLF, RFC 5321 §4.5.3.1.4
AUTH_LIMIT = 12288  # octets with CRLF, RFC 4954 §4
_LIMITS = {
    # RFC 1870 §3, RFC 6152 §2, RFC 6531 §3.1, RFC 3461 §5 (RET and ENVID), RFC 4954 §3 (AUTH=);
    # HOLDUNTIL= with any date-time that we take, beyond what RFC 4865 §3 allows for; RFC 8689 §2
    "MAIL": COMMAND_LIMIT + 26 + 17 + 10 + 116 + 500 + 43 + 11,
    "RCPT": COMMAND_LIMIT + 28 + 513,  # NOTIFY= and ORCPT=, RFC 3461 §5
    "AUTH": AUTH_LIMIT,
}
_MAY_BE_UTF8 = frozenset({"MAIL", "RCPT", "VRFY", "EXPN"})  # RFC 6531 §3.3, §3.7.4.2
_FOREIGN = frozenset({"GET", "POST", "PUT", "HEAD", "CONNECT", "OPTIONS", "PATCH", "DELETE"})

TOO_LONG = Reply(500, "5.5.2", "the line is too long")
NOT_SMTP = Reply(500, "5.5.2", "this is not SMTP, goodbye")
NOT_TEXT = Reply(500, "5.5.2", "the line is not text that this command takes")


@dataclass(frozen=True, slots=True)
class Command:
    """*verb* in upper case; *argument* without the spaces around it."""

    verb: str
    argument: str


def parse(line: bytes) -> Command | Reply:
    """The command in *line*, which came without its CRLF, or the reply to what is none.

    HTTP requests and header fields are answered NOT_SMTP: a browser that was talked into
    speaking to us, or content behind a DATA that was refused. UNREADABLE is the answer to a
    BDAT of which nobody can tell where it ends.
    """
    word, _, rest = line.partition(b" ")
    verb = word.upper().decode("ascii", "replace")
    of_chunk = is_of_chunk(line)
    if of_chunk and verb != "BDAT":
        return UNREADABLE
    if len(line) + 2 > _LIMITS.get(verb, COMMAND_LIMIT):
        return UNREADABLE if of_chunk else TOO_LONG
    if verb in _FOREIGN or verb.endswith(":"):
        return NOT_SMTP
    try:
        argument = rest.decode("utf-8" if verb in _MAY_BE_UTF8 else "ascii")
    except UnicodeDecodeError:
        return UNREADABLE if of_chunk else NOT_TEXT
    return Command(verb, argument.strip(" "))
