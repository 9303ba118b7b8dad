"""Workbooks of households planned and written at once, and what then stands in the register."""

import datetime

from households.models import (
    Household,
    HouseholdYear,
    IncomeYear,
    LivingConditionYear,
    Member,
    Membership,
    MemberYear,
    MonitoringCase,
    PovertySpan,
    ValiditySpan,
)
from intake.models import ImportBatch
from intake.services.operator import import_file
from organization.working_date import fixed_working_date
from tests.workbooks.households import DATA_DATE, workbook

NEW_YEAR_2022 = datetime.date(2022, 1, 1)
REGISTER = (
    Household, Member, Membership, HouseholdYear, MemberYear, IncomeYear, LivingConditionYear,
    PovertySpan, ValiditySpan, MonitoringCase,
)  # fmt: skip


def bring_in(
    content: bytes, *, commit: bool = True, date: datetime.date = DATA_DATE, on=None
) -> ImportBatch:
    """The operator's way: plan and write at once, on the data date or `on` a later day."""
    with fixed_working_date(on or date):
        result = import_file(
            "households", "表.xlsx", content, by=None, data_date=date, commit=commit
        )
    return result.batch


def changed(rows, **values):
    """Set cells of the first row of a workbook."""

    def edit(found):
        found[0].update(values)

    copy = [dict(row) for row in rows]
    edit(copy)
    return workbook(rows=copy)


def contents() -> dict:
    """Every row of the register; the lock counter aside."""
    return {
        model.__name__: sorted(
            tuple(value for name, value in row.items() if name != "version")
            for row in model.objects.values()
        )
        for model in REGISTER
    }
