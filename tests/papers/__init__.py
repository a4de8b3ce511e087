"""Office files: read from strangers, written for printers."""
