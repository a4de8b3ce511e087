"""How often Python's garbage collector makes its rounds."""

import gc

AT_START = 500_000  # objects more than before: half as many again as all that a daemon loads
GARBAGE = 50_000  # objects more than before: some megabytes


def make_rare() -> None:
    """Lets a start pass without its rounds: all that is loaded stays, and they are a tenth of the time."""
    gc.set_threshold(AT_START)


def spare_what_stays() -> None:
    """Takes what is there now out of its rounds for good, which begin now and stay rare.

    A letter's objects go by themselves when nobody refers to them any more; twenty letters
    on their way are enough to start the usual rounds, which cost them a twentieth of their time.
    """
    gc.freeze()
    gc.set_threshold(GARBAGE)
