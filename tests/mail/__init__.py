"""The postal door, judged by real peers."""
