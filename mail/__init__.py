"""The postal door: letters in over SMTP, kept, signed, delivered and accounted for."""
