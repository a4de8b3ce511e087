"""What programs of the API have in the store: tokens, kept answers, pages of lists, webhooks."""
