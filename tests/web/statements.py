"""Counts what a page asks the store, which says what it costs on any machine."""

from sqlalchemy import Engine, event


class Statements:
    """Counts the statements that any engine of this process runs while the block does."""

    count = 0

    def __enter__(self) -> "Statements":
        event.listen(Engine, "before_cursor_execute", self._one)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(Engine, "before_cursor_execute", self._one)

    def _one(self, *_: object) -> None:
        self.count += 1
