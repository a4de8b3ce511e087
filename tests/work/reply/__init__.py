"""Tests of what answers to our letters mean."""
