"""One part of a benchmark, in a process of its own: `-m tests.bench.part NAME PART FOLDER`."""

import importlib
import json
import resource
import statistics
import sys
import time
from pathlib import Path

import django
from django.db import connection


class QueryCount:
    """Counts the statements that go through Django's cursors."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute, sql, params, many, context):
        self.queries += 1
        return execute(sql, params, many, context)


def peak_mb() -> float:
    """The most memory this process has held, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


def measure(part, folder: Path, runs: int) -> dict:
    """Median seconds, statements of one run, peak memory, and what the part says of itself."""
    seconds, said = [], {}
    for _ in range(runs):
        count = QueryCount()
        started = time.perf_counter()
        with connection.execute_wrapper(count):
            said = part(folder) or {}
        seconds.append(time.perf_counter() - started)
    return {
        "seconds": round(statistics.median(seconds), 4),
        "queries": count.queries,
        "peak_mb": peak_mb(),
        **said,
    }


def main() -> None:
    name, part, folder = sys.argv[1:]
    django.setup()
    module = importlib.import_module(f"tests.bench.bench_{name}")
    runs = getattr(module, "RUNS", 1) if part != "prepare" else 1
    print(json.dumps(measure(getattr(module, part), Path(folder), runs), ensure_ascii=False))


if __name__ == "__main__":
    main()
