"""Letters that are made fit to travel, and what may never be touched."""
