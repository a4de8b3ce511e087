"""What was counted out of cases that somebody judged: the weights of signs, and the chance that a sum of them stands for."""

import math
from importlib.resources import files

MOST = 30.0  # of a sum of weights; more tells nothing more


def logistic(total: float) -> float:
    """From 0 to 1, by weights of *total*.

    >>> logistic(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-max(-MOST, min(MOST, total))))


def weights_in(name: str) -> dict[str, tuple[float, ...]]:
    """The weights of each sign in the file *name* beside the other data of `work`: a sign and its weights a line, by tabs."""
    lines = files("work").joinpath("data", name).read_text("utf-8").splitlines()
    return {
        sign: tuple(map(float, weights)) for sign, *weights in (one.split("\t") for one in lines)
    }
