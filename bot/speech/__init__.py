"""What people write in their own words: letters first, then the things in it, then what is wanted.

Nothing here knows the office, Telegram or the store: text goes in, a meaning comes out.
"""
