"""One module a step of the work: a pack and options in, a report out."""


def no_progress(*_: object) -> None:
    """Take reports of progress that nobody wants to see."""
