"""How often Python's garbage collector makes its rounds."""

import gc

GARBAGE = 50_000  # objects more than before: some megabytes


def make_rare() -> None:
    """Makes its rounds rare: at a start everything that is loaded stays, and rounds are a fifth of the time."""
    gc.set_threshold(GARBAGE)


def spare_what_stays() -> None:
    """Takes what is there now out of its rounds for good.

    A letter's objects go by themselves when nobody refers to them any more; twenty letters
    on their way are enough to start the usual rounds, which cost them a twentieth of their time.
    """
    gc.freeze()
