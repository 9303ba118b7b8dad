"""The register's checks on the form: the same rules as on a workbook and at night.

An error that is new bars the saving and stands at its field. One that stood before does not: who
only corrects a phone number is not made to mend the whole household first.
"""

import datetime

from households.checks import KIND, HouseholdFacts
from households.checks.load import facts_of_values, load_households
from households.forms.sheet import Sheet
from households.lookup import find_by_id
from households.services.incomes import computed
from households.services.people import meet, person_values
from intake import checks
from intake.checks import Check, Finding, level_of
from intake.enums import Level


def is_savable(sheet: Sheet) -> bool:
    """Whether shape and checks let a page be saved; every fault is put at its field."""
    has_shape = sheet.is_valid()
    are_free = _bar_taken_numbers(sheet)
    return not _bar_new_errors(sheet) and are_free and has_shape


def _bar_taken_numbers(sheet: Sheet) -> bool:
    """Put at its field each typed number that is somebody else's; whether all are free."""
    are_free = True
    for row, (member, number) in enumerate(sheet.typed_numbers()):
        other = find_by_id(number)
        if other is None or other == member:
            continue
        place = meet(other, sheet.user)
        if member is None and not place:
            continue  # he belongs to no household now and comes back
        sheet.mark("id_no", f"证件号码{place or '已在登记簿中'}，请核对", row)
        are_free = False
    return are_free


def _bar_new_errors(sheet: Sheet) -> bool:
    """Put new errors of a page at their fields; whether there are any.

    A page whose shape is wrong somewhere is judged too, by the checks that read none of the
    fields in question: everything is told at once.
    """
    standing = _standing(sheet)
    new = [
        finding
        for check, finding in _findings(sheet)
        if level_of(check, finding) == Level.ERROR
        and (check.code, finding.detail) not in standing
        and not check.needs & sheet.unclear(_row(finding))
    ]
    for finding in new:
        sheet.mark(finding.field, finding.message, _row(finding))
    return bool(new)


def _row(finding: Finding) -> int | None:
    return finding.part.row if finding.part else None


def _standing(sheet: Sheet) -> set[tuple[str, str]]:
    """Errors that the household has as it is stored, whether or not the night has found them."""
    if sheet.is_new:
        return set()
    last_day = datetime.date(sheet.year, 12, 31)
    stored = load_households([sheet.household.pk], last_day)
    return {(check.code, finding.detail) for check, finding in _run(stored)}


def _findings(sheet: Sheet) -> list[tuple[Check, Finding]]:
    entry = sheet.entry()
    people = [_person(each) for each in entry.people]
    income = computed(entry.income, len(people))
    household = {**entry.year, **income, **entry.living, "size": len(people)}
    return _run([facts_of_values(entry.data_year, household, people)])


def _run(facts: list[HouseholdFacts]) -> list[tuple[Check, Finding]]:
    at_once = [check for check in checks.checks_of(KIND) if not check.afterwards]
    return list(checks.run(at_once, facts))


def _person(entry) -> dict:
    """A person's values with what is stored of him and not on the page."""
    stored = {}
    if entry.member:
        member = entry.member
        stored = {"sex": member.sex, "birth_date": member.birth_date, "member_id": member.pk}
    return {**stored, **person_values(entry.person), **entry.year, "relation": entry.relation}
