"""Medical insurance (M23): a gap is a fault of the record, 否 is a fact that may be entered."""

import datetime

import pytest

from households.checks import KIND
from households.checks.load import facts_of_values
from intake import checks
from intake.checks import level_of
from intake.enums import Level

NEWBORN = {"name": "严小宝", "relation": "03", "birth_date": datetime.date(2016, 11, 2)}


@pytest.mark.parametrize(
    ("basic", "employee", "level"),
    [
        (None, None, Level.ERROR),
        (None, False, Level.ERROR),
        (False, False, Level.WARNING),
        (False, None, Level.WARNING),
        (False, True, None),
        (True, None, None),
    ],
)
def test_only_a_blank_answer_is_an_error(basic, employee, level):
    person = {**NEWBORN, "basic_medical": basic, "employee_medical": employee, "surveyed": True}
    facts = facts_of_values(2016, {}, [person])
    rule = [check for check in checks.checks_of(KIND) if check.code == "M23"]

    levels = [level_of(check, finding) for check, finding in checks.run(rule, [facts])]

    assert levels == ([level] if level else [])
