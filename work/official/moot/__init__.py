"""Times in a clause that bind nobody who is written to, by why they do not: a table of rules for each reason."""
