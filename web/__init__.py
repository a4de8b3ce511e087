"""The browser's door: health, metrics, and the pages that operators and staff look at."""
