"""Absolute figures, measured from outside, each beside the load of the machine it was taken on."""
