"""Webhooks: what happened is told to programs that an operator named, signed, as often as it takes."""
