"""What protects a letter between two servers: who asks for TLS, what must be proved, what a place has shown."""
