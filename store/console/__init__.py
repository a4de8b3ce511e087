"""Who may enter by a browser, with which credentials, and who is in."""
