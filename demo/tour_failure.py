"""What ends a step of the tour."""


class StepFailed(Exception):
    """A step did not really happen; the text says what was seen instead."""
