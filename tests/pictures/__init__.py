"""Pictures of the chat page for docs/bot.md, taken anew from the sample office: `python -m tests.pictures`."""
