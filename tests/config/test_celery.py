"""The clock rings for tasks that are there, and nothing it does outlives its time."""

import inspect

from config.celery import app


def test_every_entry_of_the_clock_names_a_task_that_exists():
    app.loader.import_default_modules()

    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert scheduled <= set(app.tasks)


def parameters_of(task) -> list[inspect.Parameter]:
    return list(inspect.signature(task.run).parameters.values())


def test_every_task_that_needs_no_telling_is_rung_by_the_clock():
    """A task that takes nothing is nobody's errand: off the clock it would never run."""
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}

    forgotten = [
        name
        for name, task in app.tasks.items()
        if not name.startswith("celery.")
        and all(taken.default is not taken.empty for taken in parameters_of(task))
        and name not in scheduled
    ]

    assert forgotten == []


def test_a_tick_that_nobody_took_is_dropped_before_the_next_ones_pile_up():
    for name, entry in app.conf.beat_schedule.items():
        assert entry["options"]["expires"] <= 6 * 3600, name


def test_no_task_may_run_longer_than_its_message_stays_invisible():
    longest = max(
        [app.conf.task_time_limit, *(task.time_limit or 0 for task in app.tasks.values())]
    )

    assert longest < app.conf.broker_transport_options["visibility_timeout"]


def test_messages_are_plain_json_and_are_confirmed_only_when_done():
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_acks_late
    assert app.conf.worker_prefetch_multiplier == 1


def test_the_checks_of_the_night_run_before_the_figures_that_count_their_findings():
    def moment(name: str) -> tuple[int, int]:
        schedule = app.conf.beat_schedule[name]["schedule"]
        return min(schedule.hour), min(schedule.minute)

    assert moment("nightly checks") < moment("nightly indicators")
