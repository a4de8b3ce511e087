"""What the office's things mean: agencies, people, letters, documents, tasks, notices. Standard library only."""
