"""Report forms in the store: their versions, the series of periods, requests, and what was sent."""
