"""The watch over mailboxes, against a real Dovecot."""
