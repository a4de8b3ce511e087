"""The JSON API for programs: every offer is declared once, which validates requests and describes the API."""
