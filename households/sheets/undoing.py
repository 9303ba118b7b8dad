"""Taking an imported batch back: every row as it was, and what the batch made is gone.

Only while nothing newer has touched the households: their versions are still those that the
batch wrote, and nothing outside the register refers to what it made. The lock counter alone is
not put back: somebody who opened a form meanwhile must not save over the restored row.
"""

import datetime
from collections import defaultdict
from typing import Any

from django.db import models

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
from households.sheets.columns import LIVING_FIELDS, YEAR_FIELDS
from households.sheets.known import (
    HOUSEHOLD_COLUMNS,
    INCOME_COLUMNS,
    MEMBER_FIELDS,
    MEMBER_YEAR_COLUMNS,
)
from households.sheets.telling import told
from households.sheets.writing import returned
from households.survey_years import speaks_from
from intake.enums import Outcome
from intake.models import CheckResult, ImportRow
from intake.sheets import Context
from organization import audit
from organization.audit import Act
from organization.bulk import update_rows
from organization.errors import RuleError
from organization.models import Attachment, Procedure

NAMED = 5
"""So many of the households in the way are named."""
_OWN = (
    MemberYear, Membership, HouseholdYear, IncomeYear, LivingConditionYear, PovertySpan,
    ValiditySpan, MonitoringCase,
)  # fmt: skip
"""What hangs on a household or a person and was made with it, in the order of deletion."""


def undo(rows: list[ImportRow], context: Context) -> datetime.date:
    """Restore everything the rows changed; see `intake.sheets.Sheet.undo`."""
    return _Undoer(rows, context).undo()


class _Undoer:
    def __init__(self, rows: list[ImportRow], context: Context) -> None:
        self.rows = rows
        self.context = context
        self.year = context.dated.year
        new = [row for row in rows if row.outcome == Outcome.NEW]
        self.created = [int(row.subject_id) for row in new]
        self.changed = [row for row in rows if row.outcome != Outcome.NEW]
        self.returned = [one for row in new for one in returned(row.payload["joined"])]
        self.returned += [one for row in self.changed for one in row.before["returned"]]
        self.people = self._people(new)

    def undo(self) -> datetime.date:
        self._refuse_newer()
        self._refuse_referred()
        from_day = self._first_day()
        self._delete_added()
        self._restore()
        self._delete_created()
        self._record()
        return from_day

    def _people(self, new: list[ImportRow]) -> list[int]:
        """Who came into the register with the batch: everybody of the new households but those
        known before, and the new members of the others."""
        known = {one[0] for one in self.returned}
        memberships = Membership.objects.filter(household__among=self.created)
        people = set(memberships.values_list("member_id", flat=True)) - known if new else set()
        return sorted(people.union(*(row.before["people"] for row in self.changed)))

    # --- whether it may be -------------------------------------------------------------------

    def _refuse_newer(self) -> None:
        ids = [int(row.subject_id) for row in self.rows]
        held = Household.objects.select_for_update().filter(pk__among=ids)
        versions = dict(held.values_list("pk", "version"))
        newer = [
            row for row in self.rows if versions.get(int(row.subject_id)) != row.version_written
        ]
        if newer:
            raise RuleError(
                f"{_named(newer)}在导入之后又被修改，不能整批撤销：请在户档案中逐户更正"
            )

    def _refuse_referred(self) -> None:
        """Nothing is deleted that something else of the house refers to, whatever app it is of."""
        people = Membership.objects.filter(member__in=_referred(Member, self.people))
        used = _referred(Household, self.created)
        used |= set(people.values_list("household_id", flat=True))
        rows = [row for row in self.rows if int(row.subject_id) in used]
        if rows:
            raise RuleError(
                f"{_named(rows)}已有结对、走访、项目、程序或附件等后续记录，不能整批撤销："
                "请先处理这些记录，或在户档案中逐户更正"
            )

    # --- the statements ----------------------------------------------------------------------

    def _first_day(self) -> datetime.date:
        first = ValiditySpan.objects.filter(household__among=self.created).aggregate(
            day=models.Min("starts_on")
        )["day"]
        days = [day for day in (first, self.context.data_date) if day]
        return min(speaks_from(self.year), *days)

    def _delete_created(self) -> None:
        for model in _OWN:
            _erase(model, "household", self.created)
        _erase(Member, "pk", self.people)
        _erase(Household, "pk", self.created)
        ids = [str(pk) for pk in self.created]
        _erase(CheckResult.objects.filter(subject_kind="households.household"), "subject_id", ids)

    def _delete_added(self) -> None:
        """Yearly rows and memberships that the batch added to households known before."""
        year_of: dict[type[models.Model], list[int]] = defaultdict(list)
        joined, ended = [], []
        surveyed = []
        for row in self.changed:
            kept, pk = row.before, int(row.subject_id)
            for name, model in (("year", HouseholdYear), ("income", IncomeYear),
                                ("living", LivingConditionYear)):  # fmt: skip
                if name in kept and kept[name][0] is None:
                    year_of[model].append(pk)
            surveyed += [m for m, year_pk, _, _ in kept.get("member_years", ()) if not year_pk]
            surveyed += kept["people"]
            joined += kept["joined"]
            ended += kept.get("relations", ())
        table: Any
        for table, ids in year_of.items():
            _erase(table.objects.filter(data_year=self.year), "household", ids)
        _erase(MemberYear.objects.filter(data_year=self.year), "member", surveyed)
        self._delete_memberships(joined, ended)

    def _delete_memberships(self, joined: list[int], relations: list[list]) -> None:
        day = self.context.dated
        changed = [member for _, member, since, _, _ in relations if _day(since) < day]
        open_now = Membership.objects.open()
        _erase(open_now, "member", [*joined, *changed])

    def _restore(self) -> None:
        """The rows as they were, table by table."""
        households: list[tuple] = []
        years: list[tuple] = []
        incomes: list[tuple] = []
        livings: list[tuple] = []
        members: list[tuple] = []
        member_years: list[tuple] = []
        relations: list[list] = []
        versions: list[tuple] = []
        for row in self.changed:
            kept, pk = row.before, int(row.subject_id)
            versions.append((pk, (row.version_written or 0) + 1))
            if "household" in kept:
                households.append((pk, *kept["household"][0]))
            for name, found in (("year", years), ("income", incomes), ("living", livings)):
                if name in kept and kept[name][0]:
                    found.append((kept[name][0], *kept[name][1]))
            members += [(m, *old) for m, old, _ in kept.get("members", ())]
            member_years += [(y, pk, *old) for _, y, old, _ in kept.get("member_years", ()) if y]
            relations += kept.get("relations", ())
        for member, old, year_pk, old_year in self.returned:
            members.append((member, *old))
            if year_pk:
                member_years.append((year_pk, *old_year))
        update_rows(Household, ["version"], versions)
        update_rows(Household, HOUSEHOLD_COLUMNS, households)
        update_rows(HouseholdYear, YEAR_FIELDS, years)
        update_rows(IncomeYear, INCOME_COLUMNS, incomes)
        update_rows(LivingConditionYear, LIVING_FIELDS, livings)
        update_rows(Member, MEMBER_FIELDS, members)
        update_rows(MemberYear, ["household_id", *MEMBER_YEAR_COLUMNS], member_years)
        self._restore_relations(relations)

    def _restore_relations(self, relations: list[list]) -> None:
        day = self.context.dated
        corrected = [(pk, old) for pk, _, since, old, _ in relations if _day(since) >= day]
        update_rows(Membership, ["relation"], [(pk, "99") for pk, _ in corrected])
        reopened = [(pk, None, "") for pk, _, since, _, _ in relations if _day(since) < day]
        update_rows(Membership, ["ends_on", "leave_reason"], reopened)
        update_rows(Membership, ["relation"], corrected)

    def _record(self) -> None:
        acts = []
        for row in self.rows:
            was, now = told(row.before or {})  # what the import changed goes back
            if row.outcome == Outcome.NEW:
                was, now = {}, {"head_name": row.title}
            acts.append(
                Act(
                    "household.import_undone", "households.household", row.subject_id,
                    row.division_code, before=now, after=was,
                )
            )  # fmt: skip
        audit.record_many(self.context.undone_by, acts, batch=self.context.trail_batch)


def _erase(rows: Any, column: str, values: list) -> None:
    """Delete rows by any number of keys with one statement; the trail keeps what was there."""
    if values:
        queryset = rows if isinstance(rows, models.QuerySet) else rows.objects.all()
        queryset = queryset.filter(**{f"{column}__among": values})
        queryset._raw_delete(queryset.db)


def _named(rows: list[ImportRow]) -> str:
    """The households that stand in the way, the first few by name."""
    names = "、".join(f"户编号{row.key}{row.title}" for row in rows[:NAMED])
    return f"{names}等{len(rows)}户" if len(rows) > NAMED else names


def _referred(model: type[models.Model], ids: list[int]) -> set:
    """Which of the rows something refers to that the import did not make."""
    if not ids:
        return set()
    used: set = set()
    for relation in model._meta.related_objects:
        other = relation.related_model
        if other in _OWN:
            continue
        name = relation.field.attname
        found = other._base_manager.filter(**{f"{relation.field.name}__among": ids})
        used |= set(found.values_list(name, flat=True))
    attached = Attachment.objects.filter(
        subject_kind=model._meta.label_lower, subject_id__among=[str(pk) for pk in ids]
    )
    gone_through = Procedure.objects.filter(
        subject_kind=model._meta.label_lower, subject_id__among=[str(pk) for pk in ids]
    )
    for pointing in (attached, gone_through):
        used |= {int(pk) for pk in pointing.values_list("subject_id", flat=True)}
    return used


def _day(value: Any) -> datetime.date:
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)
