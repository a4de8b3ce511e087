"""A sample office to try Congvu with: a Bot API emulator, a capture mailbox, people and papers; loopback only."""
