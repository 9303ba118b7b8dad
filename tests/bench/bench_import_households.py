"""81,076 people in one workbook: read, checked, planned, written, with their trail.

The reference reads the same workbook with python-calamine and puts the bare cells into a table
without keys: COPY on PostgreSQL, executemany on SQLite. Nothing that has to read this workbook
and keep its rows can be faster.
"""

import io
from pathlib import Path

from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from households.models import Member
from intake.services.operator import import_file
from organization.enums import DivisionLevel
from organization.models import Division
from organization.working_date import fixed_working_date
from tests.workbooks.households import DATA_DATE, workbook
from tests.workbooks.people import Maker

BASE = "divisions"
PEOPLE = 81_076
_FILE = "households.xlsx"


def prepare(folder: Path) -> None:
    """A clean workbook of every village of the city, in the layout of 2016."""
    villages = Division.objects.current().filter(level=DivisionLevel.VILLAGE)
    places = [(village.parent.short_name, village.short_name)
              for village in villages.select_related("parent")]  # fmt: skip
    maker = Maker(places)
    families = []
    while maker.people < PEOPLE:
        families.append(maker.family())
    surplus = maker.people - PEOPLE
    if surplus:
        families[-1].members = families[-1].members[:-surplus]
        families[-1].values["size"] = len(families[-1].members)
    (folder / _FILE).write_bytes(workbook(families))


def ours(folder: Path) -> dict:
    """As `manage.py import_workbook households FILE --commit` does it."""
    content = (folder / _FILE).read_bytes()
    with fixed_working_date(DATA_DATE):
        result = import_file(
            "households", _FILE, content, by=None, data_date=DATA_DATE, commit=True
        )
    figures = result.figures()
    if Member.objects.count() < figures["members"] - figures["errors"] * 10:
        raise RuntimeError(f"not everybody was written: {figures}")
    return {
        name: figures[name]
        for name in ("members", "households", "new", "errors", "plan_seconds", "commit_seconds")
    }


def reference(folder: Path) -> None:
    """The workbook's cells in a bare table."""
    book = CalamineWorkbook.from_object(io.BytesIO((folder / _FILE).read_bytes()))
    head, *rows = book.get_sheet_by_index(0).to_python()
    names = [f"c{place}" for place in range(len(head))]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare ({', '.join(f'{name} text' for name in names)})")
        if connection.vendor == "postgresql":
            text = io.StringIO("".join("\t".join(map(str, row)) + "\n" for row in rows))
            cursor.copy_expert("COPY bare FROM STDIN", text)
        else:
            places = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO bare VALUES ({places})", rows)  # noqa: S608
