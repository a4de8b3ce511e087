"""The other ends of a mail relay: scripted ones that misbehave, and real ones started on loopback."""
