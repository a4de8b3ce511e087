"""Signing and verifying, judged by OpenDKIM, Mail::DKIM and dkimpy."""
