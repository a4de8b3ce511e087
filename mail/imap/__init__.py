"""The watch over official mailboxes: what comes in there is taken into the tray, by IMAP (RFC 9051, RFC 3501)."""
