"""The one memory: letters, duties, people, chats and the account of all of it, on SQLite or PostgreSQL."""

from store.store import Store
from store.tx import Tx

__all__ = ["Store", "Tx"]
