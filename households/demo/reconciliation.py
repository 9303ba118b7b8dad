"""From the base of 2014 to the live register: the table that accounts for every person.

K01 (live registered people) = base + came − went; K02 (still poor) = base − lifted + returned ± the
same changes in households that were poor on the day of the change.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from households.demo.exits import REMOVAL
from households.demo.population import Population
from households.demo.register import EXITED, FIRST_DAY, RETURNED, STILL_POOR, Household
from households.demo.timeline import BIRTH, DEATH, WEDDING_IN, WEDDING_OUT
from organization.days import ONE_DAY

LABELS = {
    "base": "2014年底建档立卡人口",
    "born": "新生儿",
    "married_in": "嫁入",
    "other_in": "其他转入",
    "identified": "回头看新识别",
    "died": "死亡",
    "married_out": "嫁出",
    "other_out": "其他转出",
    "removed": "清退",
    "lifted": "脱贫（按退出日家庭人口）",
    "returned": "返贫（按返贫日家庭人口）",
}
_CODES = {BIRTH: "born", WEDDING_IN: "married_in"} | {
    DEATH: "died",
    WEDDING_OUT: "married_out",
    REMOVAL: "removed",
}
_LEAVING = ("died", "married_out", "other_out", "removed", "lifted")


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Numbers of people; `result` is what the register must count on the day."""

    rows: dict[str, int]

    @property
    def result(self) -> int:
        return sum(-count if kind in _LEAVING else count for kind, count in self.rows.items())


def reconcile(population: Population, day: date) -> tuple[Reconciliation, Reconciliation]:
    """The two tables, for K01 and for K02, from the base of 2014 to `day`."""
    live: Counter[str] = Counter()
    poor: Counter[str] = Counter()
    for household in population.households:
        _count_entry(household, day, live, poor)
        _count_changes(household, day, live, poor)
        _count_status_moves(household, day, poor)
    kinds = ("base", "born", "married_in", "other_in", "identified")
    gone = ("died", "married_out", "other_out", "removed")
    return (
        Reconciliation({kind: live[kind] for kind in (*kinds, *gone)}),
        Reconciliation({kind: poor[kind] for kind in (*kinds, "returned", "lifted", *gone)}),
    )


def _count_entry(household: Household, day: date, live: Counter[str], poor: Counter[str]) -> None:
    if household.identified_on > day:
        return
    kind = "base" if household.identified_on <= FIRST_DAY else "identified"
    count = household.size_on(max(household.identified_on, FIRST_DAY))
    live[kind] += count
    poor[kind] += count


def _count_changes(household: Household, day: date, live: Counter[str], poor: Counter[str]) -> None:
    for change in household.changes:
        if change.day > day:
            continue
        kind = _CODES.get(change.code, "other_in" if change.code[0] == "I" else "other_out")
        live[kind] += 1
        # Whoever goes on the day of the exit goes before it: the exit counts who is there then.
        if household.status_on(change.day - ONE_DAY) in STILL_POOR:
            poor[kind] += 1


def _count_status_moves(household: Household, day: date, poor: Counter[str]) -> None:
    for span in household.spans:
        if span.starts_on <= day and household.is_valid_on(span.starts_on):
            if span.status == EXITED:
                poor["lifted"] += household.size_on(span.starts_on)
            elif span.status == RETURNED:
                poor["returned"] += household.size_on(span.starts_on)
