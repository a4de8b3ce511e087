"""Words: the same in both languages, and written as offices write."""
