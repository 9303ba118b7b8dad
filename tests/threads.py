"""Verbs that meet: each in a thread and a connection of its own, all at one moment."""

import datetime
import threading
from collections.abc import Callable

from django.db import connections

from organization.errors import RuleError
from organization.working_date import fixed_working_date

DONE = "done"


def at_once(day: datetime.date, *verbs: Callable[[], object]) -> list[str]:
    """What became of each: `DONE`, or the name of the refusal; sorted."""
    outcomes: list[str] = []
    start = threading.Barrier(len(verbs))

    def run(verb: Callable[[], object]) -> None:
        with fixed_working_date(day):
            start.wait()
            try:
                verb()
            except RuleError as refusal:
                outcomes.append(type(refusal).__name__)
            else:
                outcomes.append(DONE)
            finally:
                connections.close_all()

    threads = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)
