"""The author of a letter of the tray, where it is proved who that is, by whichever door it came."""

from collections.abc import Mapping

from mail.header import parse, split
from mail.reader.came import Came
from mail.reader.reply_proof import author, proves, results_of
from store import Tx, reply


def proved(tx: Tx, came: Came, servers: Mapping[str, str]) -> str | None:
    """The one address in From, as `comparable` gives it; None where nothing proves that it is its owner's.

    By what our own listener found out, or by the results of the server in *servers* that is
    believed for the watched mailbox out of which the letter came.
    """
    fields = parse(split(came.octets)[0])
    address, number = author(fields), came.intake.id
    believed = filter(None, (servers.get(one) for one in reply.mailboxes(tx, number)))
    results = (reply.results(tx, number), *(results_of(fields, one) for one in believed))
    shown = address is not None and any(proves(one, address) for one in results)
    return address if shown else None
