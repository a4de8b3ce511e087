"""What is found out about other people's mail."""
