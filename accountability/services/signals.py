"""Taking what the lower floors signalled into the ledger, set-based, each once."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction

from accountability.enums import (
    ProblemCategory,
    ProblemSource,
    ResponsibilityKind,
    Severity,
)
from accountability.models import Problem
from accountability.selectors.chain import Chain
from accountability.services.numbers import ledger_numbers
from accountability.services.problems import (
    Found,
    former_problems,
    propose_for_relapse,
    values_of,
)
from organization import audit, subjects
from organization.enums import SignalState, Topic
from organization.models import Division, ProblemSignal

AT_ONCE = 500

SOURCES: dict[str, tuple[ProblemSource, ProblemCategory, ResponsibilityKind]] = {
    "visit": (ProblemSource.VISIT, ProblemCategory.PAIRING, ResponsibilityKind.MAIN),
}
"""What a signal's source (the part before a colon) means in the ledger."""
OTHERWISE = (ProblemSource.CHECK, ProblemCategory.OTHER, ResponsibilityKind.MAIN)


def take_signals() -> int:
    """Enter open signals into the ledger; returns how many.

    A signal whose place has nobody registered as responsible stays open and is shown on the
    desk; those behind it are taken all the same. Nothing is locked where there is nothing to enter.
    """
    answered = (_answered(signals) for signals in _pages())
    return sum(_take(found) for found in answered if found)


@transaction.atomic
def _take(answered: Sequence[tuple[ProblemSignal, dict[str, Any]]]) -> int:
    """Claimed by a conditional UPDATE, so two sweeps at once take each signal once."""
    claimed = ProblemSignal.objects.open().filter(pk__in=[signal.pk for signal, _ in answered])
    if claimed.update(state=SignalState.TAKEN) != len(answered):
        transaction.set_rollback(True)
        return 0
    problems = Problem.objects.bulk_create(_problems(answered))
    acts = [_act(problem) for problem in problems]
    audit.record_many(None, acts, batch="signals")
    for problem in problems:
        propose_for_relapse(problem, by=None)
    audit.mark_changes([Topic.PROBLEM], ((one.division_id, one.found_on) for one in problems))
    return len(problems)


def unanswered_signals(count: int) -> list[ProblemSignal]:
    """The oldest open signals of places for which nobody is registered as responsible."""
    found: list[ProblemSignal] = []
    for signals in _pages():
        taken = {signal.pk for signal, _ in _answered(signals)}
        found += [signal for signal in signals if signal.pk not in taken]
        if len(found) >= count:
            break
    return found[:count]


def _pages() -> Iterator[list[ProblemSignal]]:
    """Open signals page by page, each from the key at which the one before ended."""
    waiting = ProblemSignal.objects.open().filter(problem__isnull=True).order_by("pk")
    last = 0
    while page := list(waiting.filter(pk__gt=last)[:AT_ONCE]):
        yield page
        if len(page) < AT_ONCE:
            return
        last = page[-1].pk


def _answered(signals: Sequence[ProblemSignal]) -> list[tuple[ProblemSignal, dict[str, Any]]]:
    """Signals with the columns of their problem; the chain is read once per day of finding."""
    divisions = Division.objects.in_bulk({signal.division_code for signal in signals})
    chains = {
        day: Chain(day, {s.division_code for s in signals if s.found_on == day})
        for day in {signal.found_on for signal in signals}
    }
    answered = []
    for signal in signals:
        division = divisions.get(signal.division_code)
        if division is None:
            continue
        found = _found(signal, division)
        answer = chains[signal.found_on].answer(found.responsibility, division.code, found.category)
        if answer is not None:
            answered.append((signal, {"found": found, "answer": answer}))
    return answered


def _problems(answered: Sequence[tuple[ProblemSignal, dict[str, Any]]]) -> list[Problem]:
    former = former_problems([(parts["found"], parts["answer"].unit) for _, parts in answered])
    numbers = _numbers([signal.found_on for signal, _ in answered])
    return [
        Problem(
            number=numbers[signal.found_on].pop(0),
            signal=signal,
            **values_of(parts["found"], parts["answer"], repeated),
        )
        for (signal, parts), repeated in zip(answered, former, strict=True)
    ]


def _numbers(days: Sequence[datetime.date]) -> dict[datetime.date, list[str]]:
    return {day: ledger_numbers(day, days.count(day)) for day in sorted(set(days))}


def _found(signal: ProblemSignal, division: Division) -> Found:
    source, category, responsibility = SOURCES.get(signal.source.partition(":")[0], OTHERWISE)
    return Found(
        source=source,
        category=category,
        title=signal.title,
        facts="；".join(f"{label}：{value}" for label, value in signal.facts.items())
        or signal.title,
        division=division,
        found_on=signal.found_on,
        severity=Severity(min(max(signal.severity, 1), 3)),
        responsibility=responsibility,
        subject_kind=signal.subject_kind,
        subject_id=signal.subject_id,
        subject_label=subjects.label_of(signal.subject_kind),
    )


def _act(problem: Problem) -> audit.Act:
    return audit.Act(
        "problem.taken",
        "accountability.problem",
        str(problem.pk),
        problem.division_id,
        after={"title": problem.title},
    )
