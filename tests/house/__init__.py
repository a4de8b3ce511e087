"""What holds of the whole repository: sizes, layers, sources, words."""
