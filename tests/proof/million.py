"""A million deferred recipients put into an office's store by SQL, in less than a minute."""

import sqlite3
from contextlib import closing
from pathlib import Path

COUNT = 1_000_000
MICROSECOND, HOUR = 1_000_000, 3_600_000_000

# Four recipients of one letter, due over the next days; their domains are ten thousand.
_FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :letters)
INSERT INTO {rest}
"""
_BODY = "body (id, created_at, size_bytes, visible, data) SELECT :first + i, :now, 500, 1, zeroblob(500) FROM n"
_LETTER = """letter (id, received_at, kind, sender, agency, origin, size_bytes, digest, eight_bit,
smtputf8, message_id, body_id) SELECT :first + i, :now - i, 'relayed', 'an@office.example', 'Z99',
:origin, 500, zeroblob(32), 0, 0, '<' || i || '@office.example>', :first + i FROM n"""
_RECIPIENT = """recipient (letter_id, position, address, state, attempts, not_before, expires_at,
status, answer, repeated, delay_told) SELECT :first + i, p.value, 'r' || i || '@d' || (i % 10000)
|| '.example', 'waiting', 3, :now + :hour + (i * 7919) % 200000 * 1000000, :now + 100 * :hour + i,
'4.4.1', 'mx said: 450 4.2.0 greylisted, come again later', 0, 0
FROM n, (SELECT 0 AS value UNION SELECT 1 UNION SELECT 2 UNION SELECT 3) p"""
ORIGIN = (
    '{"listener": "in", "kind": "trusted", "peer": "127.0.0.1", "helo": "x", "protocol": "ESMTP"}'
)


def defer(store: Path, now: int, recipients: int = COUNT) -> None:
    """Puts them into *store*, due from an hour after *now* (microseconds since 1970)."""
    facts = {
        "letters": recipients // 4,
        "first": 10_000_000,
        "now": now,
        "hour": HOUR,
        "origin": ORIGIN,
    }
    with closing(sqlite3.connect(store)) as file:
        for rest in (_BODY, _LETTER, _RECIPIENT):
            used = {name: value for name, value in facts.items() if f":{name}" in _FILL + rest}
            file.execute(_FILL.format(rest=rest), used)
        file.commit()
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
