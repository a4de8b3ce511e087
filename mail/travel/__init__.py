"""What a letter needs before it is signed, so that nothing on its way has to change it."""

from mail.travel.mending import Goal, Mender, Survey, Unfit
from mail.travel.walk import Walk

__all__ = ["Goal", "Mender", "Survey", "Unfit", "Walk"]
