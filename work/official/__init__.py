"""What an official letter says: its documents, and what they ask of whom by when, each with the words it was read from."""
