"""SMTP as it is spoken: the server, its limits and its parsers; the client that delivers."""
