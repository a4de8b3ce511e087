"""Every word a person reads: whole templates for each language, and its labels in words.toml."""

from templates.render import LANGUAGES, render, sentence, sentences, word, words

__all__ = ["LANGUAGES", "render", "sentence", "sentences", "word", "words"]
