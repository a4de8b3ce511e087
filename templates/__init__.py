"""Every word a person reads: whole templates for each language, and its labels in words.toml."""

from templates.render import LANGUAGES, render, sentence, word, words

__all__ = ["LANGUAGES", "render", "sentence", "word", "words"]
