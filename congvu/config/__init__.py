"""Reads config.toml: typed, whole or refused with every problem, its line and its remedy."""

from congvu.config.load import ConfigMissing, ConfigRefused, find, load
from congvu.config.model import Config

__all__ = ["Config", "ConfigMissing", "ConfigRefused", "find", "load"]
