"""Keeping the interpreter from looking for cycles while a register's worth of rows is in hand."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_cycle_search() -> Iterator[None]:
    """Switch the cyclic collector off for the duration, as it was afterwards.

    Planning 81,076 people makes some million objects that live to the end and hold no cycles;
    the collector would walk over all of them again and again, a fifth of the whole time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
