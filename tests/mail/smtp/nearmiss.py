"""What is nearly the end of DATA: somebody's server has taken each of these for it, or might."""

AGAIN = b"MAIL FROM:<smuggled@vpcp.gov.vn>\r\nRCPT TO:<c@moh.gov.vn>\r\nDATA\r\n\r\nx\r\n"
"""The second letter that the first one hides."""

TAINTED = {  # a bare CR or LF, or a NUL: refused whole
    "LF.LF": b"\n.\n",
    "LF.CRLF": b"\n.\r\n",
    "CRLF.LF": b"\r\n.\n",
    "CR.CR": b"\r.\r",
    "CR.CRLF": b"\r.\r\n",
    "CRLF.CR": b"\r\n.\r",
    "CR.LF": b"\r.\n",
    "LF.CR": b"\n.\r",
    "CRLFCR.CRLF": b"\r\n\r.\r\n",
    "CRCRLF.CRCRLF": b"\r\r\n.\r\r\n",
    "CRLF.CRCRLF": b"\r\n.\r\r\n",
    "CRLF.LFCRLF": b"\r\n.\n\r\n",
    "LFCR.LFCR": b"\n\r.\n\r",
    "LFLF.LFLF": b"\n\n.\n\n",
    "CRLF.CR, CRLF": b"\r\n.\r\r\n\r\n",
    "CRLFNUL.CRLF": b"\r\n\0.\r\n",
    "CRLF.NULCRLF": b"\r\n.\0\r\n",
    "CRNULLF.CRLF": b"\r\0\n.\r\n",
    "CRLF.CRNULLF": b"\r\n.\r\0\n",
    "LF..LF": b"\n..\n",
    "CRLF..LF": b"\r\n..\n",
}
CLEAN = {  # lines like any other; on the wire of DATA as they stand here
    "CRLF..CRLF": b"\r\n..\r\n",
    "CRLF...CRLF": b"\r\n...\r\n",
    "CRLF. CRLF": b"\r\n. \r\n",
    "CRLF .CRLF": b"\r\n .\r\n",
    "CRLF.TABCRLF": b"\r\n.\t\r\n",
    "CRLF.xCRLF": b"\r\n.x\r\n",
    "CRLFx.CRLF": b"\r\nx.\r\n",
    "VT.VT": b"\x0b.\x0b\r\n",
    "FF.FF": b"\x0c.\x0c\r\n",
    "NEL.NEL": "\u0085.\u0085\r\n".encode(),
    "LS.LS": "\u2028.\u2028\r\n".encode(),
    "fullwidth": "\r\n\uff0e\r\n".encode(),
    "latin-1 NEL": b"\r\n.\x85\r\n",
}


def wire(miss: bytes) -> bytes:
    """What follows DATA, with its one real end."""
    return b"From: a@b.vn\r\n\r\nx" + miss + AGAIN + b".\r\n"


def content(miss: bytes) -> bytes:
    """What RFC 5321 §4.5.2 makes of it: the octets of the one letter."""
    return wire(miss).removesuffix(b".\r\n").replace(b"\r\n.", b"\r\n")
