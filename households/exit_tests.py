"""The tests of an exit (两不愁三保障 and income), by what the register holds of the year.

厅字〔2016〕16号: 年人均纯收入稳定超过国家扶贫标准且吃穿不愁，义务教育、基本医疗、住房安全有保障.
Food and clothing are seen at the household's home and confirmed there; the rest is checked here.
"""

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal

from households.checks.facts import HouseholdFacts
from households.checks.load import load_households
from households.checks.members import left_school
from organization.parameters import parameters_by_division

Test = Callable[[HouseholdFacts, Decimal], str | None]
_UNSAFE = frozenset({"C", "D"})


def _income(household: HouseholdFacts, line: Decimal) -> str | None:
    amount = household.net_income_per_capita
    if amount is None:
        return f"{household.data_year}年人均纯收入没有填写"
    if amount < line:
        return f"人均纯收入{amount}元，低于脱贫收入线{line}元"
    return None


def _water(household: HouseholdFacts, line: Decimal) -> str | None:
    if household.water_safe:
        return None
    return "饮水不安全" if household.water_safe is False else "饮水是否安全没有填写"


def _education(household: HouseholdFacts, line: Decimal) -> str | None:
    out = [m.name for m in household.members if left_school(m, household.data_year)]
    return f"{'、'.join(out)}义务教育阶段未在校" if out else None


def _medical(household: HouseholdFacts, line: Decimal) -> str | None:
    without = [m for m in household.members if not (m.basic_medical or m.employee_medical)]
    blank = [m.name for m in without if m.basic_medical is None]
    uninsured = [m.name for m in without if m.basic_medical is not None]
    said = [f"{'、'.join(uninsured)}未参加基本医疗保险"] if uninsured else []
    said += [f"{'、'.join(blank)}是否参加基本医疗保险没有填写"] if blank else []
    return "；".join(said) or None


def _housing(household: HouseholdFacts, line: Decimal) -> str | None:
    if household.is_dangerous_house or household.house_grade in _UNSAFE:
        return "住房为危房，须改造并重新鉴定"
    if household.is_dangerous_house is None and not household.house_grade:
        return "住房是否安全没有填写"
    return "住房面积为0" if household.house_area_m2 == 0 else None


EXIT_TESTS: dict[str, Test] = {
    "收入": _income,
    "饮水安全": _water,
    "义务教育": _education,
    "基本医疗": _medical,
    "住房安全": _housing,
}
"""What is tested → the test; each answers with what is amiss."""


Results = dict[str, str | None]
"""What is tested → what is amiss, None where it is passed."""


def results_of(ids: Sequence[int], day: datetime.date) -> dict[int, Results]:
    """How each of some households stands by the survey of the year of `day`; one without that
    survey is left out."""
    lines = parameters_by_division("exit_income_line", day)
    surveyed = (facts for facts in load_households(ids, day) if facts.data_year == day.year)
    results = {}
    for facts in surveyed:
        line = Decimal(str(lines.near(facts.division_code)))
        tests = {label: test(facts, line) for label, test in EXIT_TESTS.items()}
        results[int(facts.subject_id or 0)] = tests
    return results


def failed_tests(ids: Sequence[int], day: datetime.date) -> dict[int, list[str]]:
    """Of some households, what each does not pass; households that pass are left out."""
    results = results_of(ids, day)
    found = {pk: [f"没有{day.year}年采集信息"] for pk in ids if pk not in results}
    for pk, tests in results.items():
        if failed := [said for said in tests.values() if said]:
            found[pk] = failed
    return found
