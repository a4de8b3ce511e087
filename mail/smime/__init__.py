"""S/MIME (RFC 8551): what signatures in letters are worth, and the signature of an agency's gateway."""
