"""Judges what `congvu demo --check --keep DIR` left in DIR; nothing here imports Congvu."""
