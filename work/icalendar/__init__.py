"""Calendars as they travel: written and read by RFC 5545, sent and answered by RFC 5546."""
