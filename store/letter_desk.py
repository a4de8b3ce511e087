"""Letters of the tray as who keeps the register may see them and have them read once more; what secrecy holds is neither."""

from sqlalchemy import func, select

from store import body, entitled, tray
from store.schema.intake import intake_letter
from store.tx import Tx
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.intake import Intake, TrayState


def shown(tx: Tx, number: int, home: str, act: Act) -> Intake | None:
    """The letter, whose octets may be shown to who acts; the same None for all others."""
    found = tray.one(tx, number) if entitled.keeps_register(tx, home, act) else None
    hidden = found is None or found.held or found.petition or found.body is None
    return None if hidden else found


def octets(tx: Tx, found: Intake) -> bytes:
    """The letter as it came; b"" where nothing was kept."""
    return b"" if found.body is None else body.whole(tx, found.body)


def unread(tx: Tx) -> int:
    """How many letters are set aside for a person."""
    aside = intake_letter.c.state == TrayState.ASIDE
    return int(tx.value(select(func.count()).select_from(intake_letter).where(aside)))


def retry(tx: Tx, number: int, home: str, act: Act) -> TrayState | Denied | None:
    """In which state the letter was, which is read once more; None where there is none, or the rules hold it."""

    def again(tx: Tx, allowed: Act) -> TrayState | None:
        found = tray.one(tx, number)
        if found is None or found.held or found.body is None:
            return None
        return tray.retry(tx, number, allowed.by, allowed.now)

    return entitled.by_right(tx, Doing.REGISTER, OfOffice(home), act, again)
