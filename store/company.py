"""A moment's wait for others to share a commit with: none in a loop at rest, the longer the busier it is."""

import asyncio
import math
from collections.abc import Callable


def after_turns(turns: int, call: Callable[[], None], until: float = math.inf) -> None:
    """Calls *call* when the running loop has turned so often, or *until* has come on its clock.

    A turn takes no time where nothing else is ready; under load each brings more work that
    goes into the same commit.
    """
    loop = asyncio.get_running_loop()
    if turns and loop.time() < until:
        loop.call_soon(after_turns, turns - 1, call, until)
    else:
        call()
