"""The console: pages where people confirm, approve and look after things, behind a login."""
