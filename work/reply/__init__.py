"""What an answer to one of our letters says: its own words, without what is quoted and signed, and what they mean."""
