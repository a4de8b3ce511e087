"""What a letter needs before it is signed, so that nothing on its way has to change it."""

from mail.travel.mending import Goal, Mender, Needs, Survey, Unfit, fit
from mail.travel.walk import Walk

__all__ = ["Goal", "Mender", "Needs", "Survey", "Unfit", "Walk", "fit"]
