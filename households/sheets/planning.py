"""Comparing the households of a workbook with the register: new, changed, unchanged, in
conflict, or wrong; field by field, all at once, with a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, cast

from households.checks import HOUSEHOLD_CHECKS
from households.checks.facts import HouseholdFacts, MemberFacts, codes, filled
from households.enums import MonitoringKind, PovertyStatus
from households.services.status import watch_faults
from households.sheets.changes import Editor, new_year_rows
from households.sheets.columns import MEMBER_YEAR_FIELDS
from households.sheets.conflicts import Conflicts, initial_status
from households.sheets.drafts import Draft, Reader, data_date_of
from households.sheets.known import load_households
from households.sheets.matching import Match, People, match
from intake import checks
from intake.enums import Level, Outcome
from intake.errors import WorkbookError
from intake.identity import sex_of
from intake.places import Places
from intake.sheets import Context, Plan, PlannedRow
from intake.tables import Problem, Table
from organization.permissions import Permission

_DERIVED = {"sex": "identity", "birth_date": "identity"}
"""Fields that checks read and that another column carries."""
_SAY_EVERY = 4000
_FACTS = ("size", "attribute", "household_type", "cause_main", "net_income_per_capita")

_DAYS = ("identified_on", "member_identified_on", "risk_identified_on", "eliminated_on")
"""Columns of days that cannot lie ahead."""
_OF_WATCH = {"kind": "monitoring_kind", "identified_on": "risk_identified_on"}
"""Columns of the fields of a case."""


def plan(table: Table, context: Context) -> Plan:
    """Plan a workbook of households."""
    return _Planner(table, context).plan()


class _Planner:
    def __init__(self, table: Table, context: Context) -> None:
        self.table = table
        self.context = context
        self.places = Places(context.by, Permission.HOUSEHOLD_EDIT, context.answers)
        self.day = data_date_of(table, context.data_date)
        if self.day > context.day:
            raise WorkbookError(
                f"数据日期{self.day}晚于今天（{context.day}）：请改正表内的数据日期，再重新上传"
            )
        self.reader = Reader(table, self.places)
        self.editor = Editor(self.reader.carries, self.day)

    def plan(self) -> Plan:
        drafts = self.reader.drafts()
        known = load_households((draft.key for draft in drafts if draft.key), self.day)
        matches = [match(draft, known.get(draft.key)) for draft in drafts]
        self._refuse_the_unborn(drafts)
        self._refuse_days_ahead()
        failed = self._run_checks(matches)
        conflicts = Conflicts(self.places, People(matches, self.day.year), self.day)
        rows = []
        for done, matched in enumerate(matches, start=1):
            rows.append(self._row(matched, conflicts, failed.get(id(matched.draft), [])))
            if done % _SAY_EVERY == 0:
                self.context.say("逐户比对", done, len(matches))
        return Plan(rows, self._questions(), [], self.day)

    def _refuse_days_ahead(self) -> None:
        """What was found lies before the day for which the workbook's figures hold."""
        for name in _DAYS:
            for index, day in enumerate(self.table.column(name)):
                if day and day > self.day:
                    said = f"晚于数据日期{self.day}：请核对"
                    self.table.problem(index, said, name, found=str(day))

    def _refuse_the_unborn(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            for member in draft.members:
                if member.birth_date and member.birth_date > self.day:
                    self.table.problem(member.index, "出生日期晚于数据日期：请核对", "identity")

    # --- checks ------------------------------------------------------------------------------

    def _run_checks(self, matches: list[Match]) -> dict[int, list[Problem]]:
        """Run the checks whose columns the workbook carries; what could not be read, or is
        wrong with the household as a whole, is left out household by household."""
        groups: dict[frozenset[str], list[HouseholdFacts]] = defaultdict(list)
        drafts: dict[int, Draft] = {}
        for matched in matches:
            facts = self._facts(matched)
            drafts[id(facts)] = matched.draft
            groups[self._unread(matched.draft)].append(facts)
        carried = frozenset(self.table.fields) | _DERIVED.keys()
        found: dict[int, list[Problem]] = defaultdict(list)
        for unread, group in groups.items():
            for check, finding in checks.run(HOUSEHOLD_CHECKS, group, carried - unread):
                draft = drafts[id(finding.subject)]
                index = finding.part.row if finding.part else draft.first
                level = Level.WARNING if check.afterwards else checks.level_of(check, finding)
                problem = self._problem(index, finding.message, finding.field, level, check.code)
                found[id(draft)].append(problem)
        return found

    def _unread(self, draft: Draft) -> frozenset[str]:
        unread = self.reader.unread(draft)
        return unread | {name for name, column in _DERIVED.items() if column in unread}

    def _facts(self, matched: Match) -> HouseholdFacts:
        """What the checks read of a household in the workbook."""
        draft = matched.draft
        values = {name: draft.values.get(name) for name in _FACTS}
        facts = filled(HouseholdFacts(self.day.year), values)
        for member in draft.members:
            person = MemberFacts(member.name or "", member.relation or "", row=member.index)
            filled(person, zip(MEMBER_YEAR_FIELDS, member.year, strict=True))
            person.health = codes(cast("str | None", person.health or None))
            known = matched.members.get(member.index)
            if member.id_no:
                person.sex, person.birth_date = sex_of(member.id_no), member.birth_date
            elif known:
                person.sex, person.birth_date = known.values[4], known.values[6]
            facts.members.append(person)
        return facts

    def _problem(
        self, index: int, text: str, name: str, level: str = Level.ERROR, code: str = "",
        found: str = "",
    ) -> Problem:  # fmt: skip
        """A problem that is not among the table's own."""
        column = self.table.layout.by_name.get(_DERIVED.get(name, name))
        tab, row = self.table.places[index]
        label, mask = (column.label, column.mask) if column else ("", "")
        return Problem(row, text, label, found, level, code, tab, mask)

    # --- one household -----------------------------------------------------------------------

    def _row(self, matched: Match, conflicts: Conflicts, failed: list[Problem]) -> PlannedRow:
        draft = matched.draft
        tab, number = self.table.places[draft.first]
        row = PlannedRow(
            number, draft.key, Outcome.ERROR, draft.title, draft.village, tab,
            member_count=len(draft.members),
        )  # fmt: skip
        problems = list(self.reader.problems(draft))
        if problems:
            row.problems = [*problems, *failed]
            return row
        found = conflicts.of(matched)
        if found:
            row.outcome = Outcome.CONFLICT
            told = [self._problem(i, text, name, found=what) for i, text, name, what in found]
            row.problems = [*told, *failed]
            return row
        if matched.known:
            self._known(row, matched)
        else:
            self._new(row, matched)
        row.problems = [*row.problems, *failed]
        self._bar(row, failed)
        return row

    def _bar(self, row: PlannedRow, failed: list[Problem]) -> None:
        """An error bars what would be written; what stands in the register already stays."""
        if row.outcome == Outcome.UNCHANGED:
            for problem in failed:
                problem.level = Level.WARNING
        elif any(problem.level == Level.ERROR for problem in row.problems):
            row.outcome, row.payload = Outcome.ERROR, None

    def _known(self, row: PlannedRow, matched: Match) -> None:
        known: Any = matched.known
        edits = self.editor.edits(matched)
        row.subject_id, row.version_seen = str(known.pk), known.version
        row.outcome = Outcome.UNCHANGED if edits.is_empty else Outcome.CHANGED
        if not edits.is_empty:
            row.payload, row.changes = edits.stored(), edits.lines
        names = "、".join(member.name for member in matched.absent)
        if names:
            text = f"登记中的{names}不在表内：系统不据此减员，如确已减少，请办理人口变更"
            row.problems = [self._problem(matched.draft.first, text, "", Level.WARNING, "I01")]

    def _new(self, row: PlannedRow, matched: Match) -> None:
        draft, values = matched.draft, matched.draft.values
        row.outcome = Outcome.NEW
        status = initial_status(values)
        missing = self._missing(draft, status)
        if missing:
            row.problems = missing
            return
        since = values.get("identified_on") or self.day
        row.payload = {
            "national_no": draft.key,
            "natural_village": values.get("natural_village") or "",
            "phone": values.get("phone") or "",
            "identified_on": since,
            "head": draft.head.name if draft.head else "",
            "status": status,
            "cause": values.get("cause_main") if status == PovertyStatus.RETURNED else "",
            "status_since": self.day if status != PovertyStatus.POOR else since,
            "monitoring": self._monitoring(values),
            **new_year_rows(draft, self.reader.carries),
            "joined": [
                self.editor.joining(member, matched.returning.get(member.index))
                for member in draft.members
            ],
        }

    def _missing(self, draft: Draft, status: PovertyStatus | None) -> list[Problem]:
        """What a household needs before it can be registered."""
        found = [
            self._problem(draft.first, "新增的户必须填写", name)
            for name in ("status", "household_type")
            if self.reader.carries(name) and not draft.values.get(name)
        ]
        if status == PovertyStatus.RETURNED and not draft.values.get("cause_main"):
            found.append(self._problem(draft.first, "返贫户必须填写致贫原因", "cause_main"))
        if draft.values.get("eliminated") and not draft.values.get("eliminated_on"):
            text = "风险已消除的应填写风险消除时间"
            found.append(self._problem(draft.first, text, "eliminated_on"))
        return [*found, *self._watch_faults(draft, status)]

    def _watch_faults(self, draft: Draft, status: PovertyStatus | None) -> Iterator[Problem]:
        case = self._monitoring(draft.values)
        if case is None:
            return
        kind, since, ended = case
        faults = watch_faults(MonitoringKind(kind), since, was_registered=status is not None)
        for name, text in faults.items():
            yield self._problem(draft.first, text, _OF_WATCH[name])
        if ended and ended <= since:
            text = f"风险消除时间须晚于识别时间{since}"
            yield self._problem(draft.first, text, "eliminated_on")

    def _monitoring(self, values: dict[str, Any]) -> list | None:
        if not values.get("monitoring_kind"):
            return None
        ended = values.get("eliminated_on") if values.get("eliminated") else None
        return [values["monitoring_kind"], values["risk_identified_on"], ended]

    # --- about the workbook ------------------------------------------------------------------

    def _questions(self) -> list[dict]:
        """Names that fit several places, with how many rows wait for the answer."""
        places = zip(self.table.column("township"), self.table.column("village"), strict=True)
        return self.places.asked(
            self.places.village(township, village).question for township, village in places
        )
