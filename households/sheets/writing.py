"""Writing planned households into the register: a fixed number of statements, whatever the rows.

The plan carries whole rows of the columns that workbooks know, as they were and as they will be.
A household whose version has moved since is a conflict; what is left is exactly as the plan saw.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Model

from households.enums import (
    JoinReason,
    LeaveReason,
    PovertyEvent,
    PovertyStatus,
    Relation,
    Validity,
)
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
from households.services.numbers import household_number, last_serials
from households.sheets.columns import LIVING_FIELDS, YEAR_FIELDS
from households.sheets.known import (
    HOUSEHOLD_COLUMNS,
    INCOME_COLUMNS,
    MEMBER_FIELDS,
    MEMBER_YEAR_COLUMNS,
)
from households.sheets.telling import told
from households.survey_years import speaks_from
from intake.enums import Outcome
from intake.identity import birth_date_of, sex_of
from intake.models import ImportRow
from intake.sheets import Committed, Context, Written
from organization import audit
from organization.audit import Act
from organization.bulk import insert_rows, next_ids, update_rows
from organization.pinyin import full, initials
from villages.services.opening import open_villages

MOVED_ON = "核对之后该户已被他人修改：请重新上传，按最新登记核对"
TAKEN_NO = "核对之后该户编号已被登记：请重新上传，按最新登记核对"
TAKEN_ID = "核对之后户内有人已登记在别处：请重新上传，按最新登记核对"


@dataclass
class Work:
    """Rows to write, table by table, as they are collected."""

    households: list[tuple] = field(default_factory=list)
    household_updates: list[tuple] = field(default_factory=list)
    versions: list[tuple] = field(default_factory=list)
    members: list[tuple] = field(default_factory=list)
    member_updates: list[tuple] = field(default_factory=list)
    memberships: list[tuple] = field(default_factory=list)
    ended: list[tuple] = field(default_factory=list)
    corrected: list[tuple] = field(default_factory=list)
    years: list[tuple] = field(default_factory=list)
    year_updates: list[tuple] = field(default_factory=list)
    incomes: list[tuple] = field(default_factory=list)
    income_updates: list[tuple] = field(default_factory=list)
    livings: list[tuple] = field(default_factory=list)
    living_updates: list[tuple] = field(default_factory=list)
    member_years: list[tuple] = field(default_factory=list)
    member_year_updates: list[tuple] = field(default_factory=list)
    validities: list[tuple] = field(default_factory=list)
    statuses: list[tuple] = field(default_factory=list)
    cases: list[tuple] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)


def commit(rows: list[ImportRow], context: Context) -> Committed:
    """Write the rows of a plan; see `intake.sheets.Sheet.commit`."""
    return _Writer(rows, context).commit()


class _Writer:
    def __init__(self, rows: list[ImportRow], context: Context) -> None:
        self.context = context
        self.year = context.dated.year
        self.rows = rows
        self.work = Work()
        self.from_day = min(context.dated, context.day, speaks_from(self.year))
        self.written: list[Written] = []
        self.left_on: dict[int, datetime.date] = {}
        """When those who come back left the household where they were last."""

    def commit(self) -> Committed:
        refused = self._moved_on()
        good = [row for row in self.rows if row.pk not in refused]
        self.written = [Written(row, conflict=refused[row.pk]) for row in self.rows
                        if row.pk in refused]  # fmt: skip
        open_villages({row.division_code for row in good})
        self._take_numbers(good)
        for row in good:
            if row.outcome == Outcome.NEW:
                self._new(row)
            else:
                self._changed(row)
        self._write()
        return Committed(self.written, self.from_day)

    # --- what changed since the plan ---------------------------------------------------------

    def _moved_on(self) -> dict[int, str]:
        """Rows whose household, number or people have been touched since they were planned."""
        refused: dict[int, str] = {}
        known = [row for row in self.rows if row.subject_id]
        ids = [int(row.subject_id) for row in known]
        held = Household.objects.select_for_update().filter(pk__among=ids)
        versions = dict(held.values_list("pk", "version")) if ids else {}
        for row in known:
            if versions.get(int(row.subject_id)) != row.version_seen:
                refused[row.pk] = MOVED_ON
        new = [row for row in self.rows if row.outcome == Outcome.NEW]
        refused |= self._taken_numbers(new)
        refused |= self._taken_people(refused)
        return refused

    def _taken_numbers(self, rows: list[ImportRow]) -> dict[int, str]:
        keys = {row.key for row in rows}
        taken = set()
        if keys:
            found = Household.objects.filter(national_no__among=keys)
            taken = set(found.values_list("national_no", flat=True))
        return {row.pk: TAKEN_NO for row in rows if row.key in taken}

    def _taken_people(self, refused: dict[int, str]) -> dict[int, str]:
        """New people whose ID number or 人编号 has been registered meanwhile, known ones who
        have joined a household meanwhile."""
        by_index, by_number, returning = self._people_of_plan(refused)
        taken: set[int] = set()
        if by_index:
            people = Member.objects.filter(id_index__among=by_index.keys())
            taken |= {by_index[str(index)] for index in people.values_list("id_index", flat=True)}
        if by_number:
            people = Member.objects.filter(national_no__among=by_number.keys())
            taken |= {by_number[str(no)] for no in people.values_list("national_no", flat=True)}
        if returning:
            past = Membership.objects.filter(member__among=returning.keys())
            back = past.open().values_list("member_id", flat=True)
            taken |= {returning[pk] for pk in back}
            ended = past.exclude(ends_on=None).values_list("member_id")
            self.left_on = dict(ended.annotate(last=Max("ends_on")))
        return dict.fromkeys(taken, TAKEN_ID)

    def _people_of_plan(
        self, refused: dict[int, str]
    ) -> tuple[dict[str, int], dict[str, int], dict[int, int]]:
        """Row keys by the ID index, the 人编号 and the member of everybody who is to join."""
        by_index: dict[str, int] = {}
        by_number: dict[str, int] = {}
        returning: dict[int, int] = {}
        planned = (row for row in self.rows if row.pk not in refused)
        joining = ((row.pk, each) for row in planned for each in row.payload.get("joined", ()))
        for row_pk, (known, _, person, *_, index) in joining:
            if known:
                returning[known] = row_pk
                continue
            by_index[index] = row_pk
            if person[0]:
                by_number[person[0]] = row_pk
        return by_index, by_number, returning

    # --- numbers -----------------------------------------------------------------------------

    def _take_numbers(self, rows: list[ImportRow]) -> None:
        """Reserve keys for everything new, so that children can be written beside parents."""
        new = [row for row in rows if row.outcome == Outcome.NEW]
        people = sum(1 for row in rows for known, *_ in row.payload.get("joined", ()) if not known)
        self.household_ids = iter(next_ids(Household, len(new)) if new else ())
        self.member_ids = iter(next_ids(Member, people) if people else ())
        self.serials = last_serials(row.division_code for row in new)

    def _next_number(self, village: str) -> str:
        self.serials[village] += 1
        return household_number(village, self.serials[village])

    # --- new households ----------------------------------------------------------------------

    def _new(self, row: ImportRow) -> None:
        plan, pk = row.payload, next(self.household_ids)
        since = _day(plan["identified_on"])
        self.from_day = min(self.from_day, since or self.from_day)
        number = self._next_number(row.division_code)
        head = plan["head"]
        self.work.households.append(
            (
                pk, number, plan["national_no"], row.division_code, plan["natural_village"],
                plan["phone"], since, head, initials(head), 1,
            )
        )  # fmt: skip
        self._new_status(pk, plan, since)
        for name, rows in (("year", self.work.years), ("income", self.work.incomes),
                           ("living", self.work.livings)):  # fmt: skip
            if plan[name]:
                rows.append((pk, self.year, *plan[name]))
        people = self._join(pk, plan["joined"], since, JoinReason.REGISTERED)
        self.work.acts.append(
            Act(
                "household.registered",
                "households.household",
                str(pk),
                row.division_code,
                after={
                    "household_no": number,
                    "national_no": plan["national_no"],
                    "head_name": head,
                    "identified_on": since,
                    "status": plan["status"] or "",
                    "members": [[member_id, name] for member_id, name, _ in people],
                },
            )
        )
        # What undo needs is all there: the household's key, and who of its people was known.
        self.written.append(Written(row, str(pk), 1))

    def _new_status(self, pk: int, plan: dict[str, Any], since: datetime.date) -> None:
        self.work.validities.append((pk, Validity.VALID, since))
        if plan["status"]:
            event = PovertyEvent.IDENTIFY if plan["status"] == PovertyStatus.POOR else ""
            starts_on = max(_day(plan["status_since"]), since)
            self.work.statuses.append((pk, plan["status"], event, plan["cause"] or "", starts_on))
        if plan["monitoring"]:
            kind, identified_on, ended = plan["monitoring"]
            self.work.cases.append((pk, kind, _day(identified_on), ended and _day(ended)))

    def _join(
        self, household: int, joined: list[list], since: datetime.date, reason: JoinReason
    ) -> list[tuple[int, str, bool]]:
        """Bring people into a household; returns (key, name, whether the person is new)."""
        people = []
        for known, _, person, relation, joined_on, year_pk, _, year, index in joined:
            pk = known or next(self.member_ids)
            if known:
                self.work.member_updates.append((pk, *person))
            else:
                self.work.members.append((pk, *_completed(person), index))
            starts_on = max(_day(joined_on) if joined_on else since, since)
            starts_on = max(starts_on, self.left_on.get(known, starts_on))  # counted once a day
            self.work.memberships.append((household, pk, relation, reason, starts_on))
            if year_pk:
                self.work.member_year_updates.append((year_pk, household, *year))
            else:
                self.work.member_years.append((pk, household, self.year, *year))
            people.append((pk, person[1], not known))
        return people

    # --- changed households ------------------------------------------------------------------

    def _changed(self, row: ImportRow) -> None:
        plan, pk = row.payload, int(row.subject_id)
        version = (row.version_seen or 0) + 1
        self.work.versions.append((pk, version))
        if "household" in plan:
            self.work.household_updates.append((pk, *plan["household"][1]))
        self._years(pk, plan)
        for member, _, new in plan.get("members", ()):
            self.work.member_updates.append((member, *new))
        for member, year_pk, _, new in plan.get("member_years", ()):
            if year_pk:
                self.work.member_year_updates.append((year_pk, pk, *new))
            else:
                self.work.member_years.append((member, pk, self.year, *new))
        self._relations(pk, plan.get("relations", ()))
        since = self.context.dated
        people = self._join(pk, plan.get("joined", ()), since, JoinReason.OTHER)
        before, after = told(plan)
        if people:
            after["joined"] = [[member_id, name] for member_id, name, _ in people]
        self.work.acts.append(
            Act("household.updated", "households.household", str(pk), row.division_code,
                before, after)
        )  # fmt: skip
        kept = {name: value for name, value in plan.items() if name != "joined"}
        kept["people"] = [member_id for member_id, _, is_new in people if is_new]
        kept["joined"] = [member_id for member_id, _, _ in people]
        kept["returned"] = returned(plan.get("joined", ()))
        self.written.append(Written(row, str(pk), version, kept))

    def _years(self, pk: int, plan: dict[str, Any]) -> None:
        for name, inserts, updates in (
            ("year", self.work.years, self.work.year_updates),
            ("income", self.work.incomes, self.work.income_updates),
            ("living", self.work.livings, self.work.living_updates),
        ):
            if name not in plan:
                continue
            row_pk, _, new = plan[name]
            if row_pk:
                updates.append((row_pk, *new))
            else:
                inserts.append((pk, self.year, *new))

    def _relations(self, household: int, relations: Iterable[list]) -> None:
        """A relation that held before the data date ends there and the new one begins; one that
        began later was entered wrong and is corrected."""
        day = self.context.dated
        for membership, member, since, _, new in relations:
            if _day(since) < day:
                self.work.ended.append((membership, day, LeaveReason.RELATION_CHANGED))
                self.work.memberships.append(
                    (household, member, new, JoinReason.RELATION_CHANGED, day)
                )
            else:
                self.work.corrected.append((membership, new))

    # --- the statements ----------------------------------------------------------------------

    def _write(self) -> None:
        work = self.work
        self.done, self.total = 0, sum(len(rows) for rows in vars(work).values())
        self._insert(Household, _HOUSEHOLD, work.households)
        self._insert(Member, ["id", *MEMBER_FIELDS, "id_index"], work.members)
        self._update(Household, ["version"], work.versions)
        self._update(Household, HOUSEHOLD_COLUMNS, work.household_updates)
        self._update(Member, MEMBER_FIELDS, work.member_updates)
        # Two members may exchange the head's relation: nobody is head in between.
        free = [(pk, Relation.OTHER) for pk, _ in work.corrected]
        update_rows(Membership, ["relation"], free)
        self._update(Membership, ["ends_on", "leave_reason"], work.ended)
        self._update(Membership, ["relation"], work.corrected)
        self._insert(Membership, _MEMBERSHIP, work.memberships)
        self._write_years()
        self._insert(ValiditySpan, ["household_id", "validity", "starts_on"], work.validities)
        self._insert(PovertySpan, _STATUS, work.statuses)
        self._insert(MonitoringCase, _CASE, work.cases)
        remark = f"{self.context.approved_by.display_name}审核" if self.context.approved_by else ""
        audit.record_many(self.context.by, work.acts, batch=self.context.trail_batch, remark=remark)
        self._tell(len(work.acts))

    def _write_years(self) -> None:
        work = self.work
        for model, names, inserts, updates in (
            (HouseholdYear, YEAR_FIELDS, work.years, work.year_updates),
            (IncomeYear, INCOME_COLUMNS, work.incomes, work.income_updates),
            (LivingConditionYear, LIVING_FIELDS, work.livings, work.living_updates),
        ):
            self._insert(model, ["household_id", "data_year", *names], inserts)
            self._update(model, names, updates)
        columns = ["member_id", "household_id", "data_year", *MEMBER_YEAR_COLUMNS]
        self._insert(MemberYear, columns, work.member_years)
        self._update(MemberYear, ["household_id", *MEMBER_YEAR_COLUMNS], work.member_year_updates)

    def _insert(self, model: type[Model], columns: Sequence[str], rows: list[tuple]) -> None:
        insert_rows(model, columns, rows)
        self._tell(len(rows))

    def _update(self, model: type[Model], columns: Sequence[str], rows: list[tuple]) -> None:
        update_rows(model, columns, rows)
        self._tell(len(rows))

    def _tell(self, count: int) -> None:
        """So many more of all the rows stand in the register."""
        self.done += count
        if count:
            self.context.say("写入登记簿", self.done, self.total)


_HOUSEHOLD = [
    "id", "household_no", "national_no", "village_id", "natural_village", "phone",
    "identified_on", "head_name", "head_initials", "version",
]  # fmt: skip
_MEMBERSHIP = ["household_id", "member_id", "relation", "join_reason", "starts_on"]
_STATUS = ["household_id", "status", "event", "cause", "starts_on"]
_CASE = ["household_id", "kind", "identified_on", "eliminated_on"]


def _day(value: Any) -> datetime.date:
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)


def _completed(person: list) -> tuple:
    """A new person's columns with what follows from name and number."""
    national, name, _, _, _, id_no, _, ethnicity, phone, identified_on = person
    born = birth_date_of(id_no)
    return (
        national, name, full(name), initials(name), sex_of(id_no), id_no, born, ethnicity, phone,
        identified_on and _day(identified_on),
    )  # fmt: skip


def returned(joined: Iterable[list]) -> list[list]:
    """What undo restores of people who were in the register already: [member, old values,
    yearly row or None, its household and old values]."""
    return [[known, old, year_pk, old_year]
            for known, old, _, _, _, year_pk, old_year, *_ in joined if known]  # fmt: skip
