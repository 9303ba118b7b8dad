"""Reads of the household register across models, for pages and API."""

import datetime
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from households.checks.facts import KIND, NOT_AT_SCHOOL
from households.enums import Attribute, Cause, PovertyStatus, Relation, Validity
from households.enums.status import EXITED, STILL_POOR
from households.lookup import find_by_id, place_of_duplicate
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
from households.models.search import is_person
from households.terms import Kind, parse
from intake.models import CheckResult
from organization.masking import mask_account, mask_id, mask_phone
from organization.models import AuditEntry, User
from villages.models import Village

INCOME_COLUMNS = ["工资性", "生产经营性", "财产性", "转移性", "经营支出"]


STATUS_LEVELS = {
    PovertyStatus.POOR: "soon",
    PovertyStatus.PRE_EXIT: "open",
    PovertyStatus.EXITED_WITH_POLICY: "done",
    PovertyStatus.EXITED_NO_POLICY: "done",
    PovertyStatus.RETURNED: "urgent",
}
"""How much each status asks for attention."""


def standing(validity: str | None, status: str | None) -> tuple[str, str]:
    """Where a household stands in one word and its level: the register first, then poverty."""
    if validity == Validity.CANDIDATE:
        return Validity.CANDIDATE.label, "neutral"
    if validity == Validity.INVALID:
        return "已注销", "off"
    if status is None:
        return "未建档立卡", "neutral"
    return PovertyStatus(status).label, STATUS_LEVELS[PovertyStatus(status)]


# --- one household --------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """Somebody of the household on a day, with the survey that holds then."""

    membership: Membership
    year: MemberYear
    """Blank where nothing was surveyed yet."""
    age: int | None

    @property
    def member(self) -> Member:
        return self.membership.member

    @property
    def schooling(self) -> str:
        """The school of who goes to one, else the education reached."""
        if self.year.student_status not in NOT_AT_SCHOOL:
            return self.year.get_student_status_display()
        return self.year.get_education_display()

    @property
    def work(self) -> str:
        """Where he works away, and how long."""
        if not self.year.work_area:
            return ""
        months = f"{self.year.work_months}个月" if self.year.work_months else ""
        return f"{self.year.get_work_area_display()}{months}"

    @property
    def id_masked(self) -> str:
        return mask_id(self.member.id_no) if self.member.id_no else ""

    @property
    def phone_masked(self) -> str:
        return mask_phone(self.member.phone) if self.member.phone else ""

    @property
    def certificate_masked(self) -> str:
        number = self.year.disability_no
        return mask_id(number) if number else ""

    @property
    def disease_masked(self) -> str:
        """That a disease is named, not which."""
        return "已填" if self.year.disease_name else ""


@dataclass(frozen=True)
class HouseholdPage:
    """A household as it was on a day."""

    household: Household
    day: datetime.date
    people: list[Person]
    former: list[Membership]
    validity: ValiditySpan | None
    statuses: list[PovertySpan]
    status: PovertySpan | None
    monitoring: list[MonitoringCase]
    year: HouseholdYear
    """Blank where nothing was surveyed yet."""
    incomes: list[IncomeYear]
    living: LivingConditionYear
    """Blank where nothing was surveyed yet."""

    @property
    def size(self) -> int:
        return len(self.people)

    @property
    def phone_masked(self) -> str:
        return mask_phone(self.household.phone) if self.household.phone else ""

    @property
    def account_masked(self) -> str:
        return mask_account(self.household.bank_account)

    @property
    def standing(self) -> tuple[str, str]:
        """In one word, and how much it asks for attention."""
        return standing(
            self.validity.validity if self.validity else None,
            self.status.status if self.status else None,
        )

    @property
    def events(self) -> list[dict]:
        """How the household got where it stands, the newest first."""
        moves = [
            (span.starts_on, span.get_event_display() or span.get_status_display(), span)
            for span in self.statuses
        ]
        risks = [
            (case.identified_on, f"纳入监测：{case.get_kind_display()}", case)
            for case in (self.monitoring)
        ]
        gone = [
            (case.eliminated_on, f"风险消除：{case.get_elimination_display()}", case)
            for case in self.monitoring
            if case.eliminated_on and case.eliminated_on <= self.day
        ]
        ordered = sorted([*moves, *risks, *gone], key=lambda event: event[0], reverse=True)
        return [
            {"at": f"{on:%Y-%m-%d}", "title": title, "text": getattr(row, "document_no", "")}
            for on, title, row in ordered
        ]

    @property
    def watched(self) -> MonitoringCase | None:
        """The case that stands on the day."""
        return next((case for case in self.monitoring if _stands(case, self.day)), None)


def _stands(case: MonitoringCase, day: datetime.date) -> bool:
    return case.identified_on <= day and (case.eliminated_on is None or case.eliminated_on > day)


def household_page(household: Household, day: datetime.date) -> HouseholdPage:
    """Everything of a household that held on `day`, in a constant number of statements."""
    memberships = list(
        Membership.objects.filter(household=household, starts_on__lte=day).select_related("member")
    )
    present = [each for each in memberships if each.ends_on is None or each.ends_on > day]
    still_here = {each.member_id for each in present}
    gone = [each for each in memberships if each.member_id not in still_here]
    statuses = list(household.statuses.filter(starts_on__lte=day).order_by("starts_on"))
    until = {"household": household, "data_year__lte": day.year}
    return HouseholdPage(
        household=household,
        day=day,
        people=_people(household, present, day),
        former=gone,
        validity=household.validities.as_of(day).first(),
        statuses=statuses,
        status=statuses[-1] if statuses else None,
        monitoring=list(household.monitoring.filter(identified_on__lte=day)),
        year=HouseholdYear.objects.filter(**until).order_by("-data_year").first()
        or HouseholdYear(),
        incomes=list(IncomeYear.objects.filter(**until).order_by("data_year")),
        living=LivingConditionYear.objects.filter(**until).order_by("-data_year").first()
        or LivingConditionYear(),
    )


def _people(
    household: Household, memberships: list[Membership], day: datetime.date
) -> list[Person]:
    years = MemberYear.objects.filter(household=household, data_year__lte=day.year)
    latest = {row.member_id: row for row in years.order_by("data_year")}
    order = sorted(memberships, key=lambda each: (each.relation, each.pk))
    return [
        Person(each, latest.get(each.member_id) or MemberYear(), each.member.age_on(day))
        for each in order
    ]


def income_chart(incomes: list[IncomeYear]) -> dict | None:
    """Income per head by year, for the chart and the table beside it."""
    rows = [row for row in incomes if row.net_income_per_capita is not None]
    if not rows:
        return None
    return {
        "id": "income-by-year",
        "title": "人均纯收入",
        "unit": "元",
        "note": "",
        "spec": {
            "kind": "columns",
            "categories": [str(row.data_year) for row in rows],
            "series": [
                {"name": "人均纯收入", "values": [float(row.net_income_per_capita) for row in rows]}
            ],
        },
        "head": [
            "年度",
            "人均纯收入（元）",
            "工资性",
            "生产经营性",
            "财产性",
            "转移性",
            "经营支出",
        ],
        "rows": [_income_line(row) for row in rows],
    }


def _income_line(row: IncomeYear) -> list[str]:
    amounts = [
        row.net_income_per_capita, row.wage_income, row.business_income, row.property_income,
        row.transfer_income, row.business_cost,
    ]  # fmt: skip
    return [str(row.data_year), *("—" if each is None else f"{each:,.2f}" for each in amounts)]


def findings_of(household: Household) -> QuerySet[CheckResult]:
    """Faults that stand on a household, errors first."""
    return CheckResult.objects.open().on_subject(KIND, household.pk).order_by("level", "code", "pk")


def trail_of(household: Household) -> QuerySet[AuditEntry]:
    """What happened to a household, its people and its yearly rows, newest first."""
    member_ids = list(household.memberships.values_list("member_id", flat=True))
    parts = {
        "households.household": [household.pk],
        "households.member": member_ids,
        **{
            model._meta.label_lower: list(
                model.objects.filter(household=household).order_by().values_list("pk", flat=True)
            )
            for model in _PARTS
        },
    }
    entries = AuditEntry.objects.none()
    for kind, ids in parts.items():
        if ids:
            keys = [str(pk) for pk in ids]
            entries = entries | AuditEntry.objects.filter(subject_kind=kind, subject_id__in=keys)
    return entries.select_related("actor", "on_behalf_of").order_by("-pk")


_PARTS = (
    HouseholdYear, MemberYear, IncomeYear, LivingConditionYear, PovertySpan, ValiditySpan,
    MonitoringCase,
)  # fmt: skip


# --- lists ----------------------------------------------------------------------------------


def people_in(households: QuerySet[Household], day: datetime.date) -> int:
    """How many people belong to a set of households on a day."""
    rows = Membership.objects.as_of(day).filter(household__in=households.order_by().values("pk"))
    return rows.count()


@dataclass(frozen=True)
class ListRow:
    """A household in the list, with what its page of fifty was asked besides."""

    household: Any
    """A `Household` with the columns that `for_list` adds."""
    findings: int
    matched: list[str]

    @property
    def attribute_label(self) -> str:
        code = self.household.attribute_shown
        return Attribute(code).label if code else ""

    @property
    def cause_label(self) -> str:
        code = self.household.cause_shown
        return Cause(code).label if code else ""

    @property
    def status_label(self) -> str:
        return standing(self.household.validity_now, self.household.status_now)[0]

    @property
    def status_level(self) -> str:
        return standing(self.household.validity_now, self.household.status_now)[1]


def list_rows(ids: list[int], day: datetime.date, text: str = "") -> list[ListRow]:
    """The rows of one page in the order of `ids`: a constant number of statements."""
    rows = _with_latest_year(Household.objects.filter(pk__in=ids).for_list(day), day)
    by_id = {household.pk: household for household in rows}
    findings = _finding_counts(ids)
    matched = _matched_people(ids, text) if text else {}
    return [ListRow(by_id[pk], findings.get(pk, 0), matched.get(pk, [])) for pk in ids]


def _with_latest_year(rows: QuerySet[Household], day: datetime.date) -> QuerySet[Household]:
    """Attribute, cause and income per head of the survey that holds on `day`."""
    years = HouseholdYear.objects.filter(household=OuterRef("pk"), data_year__lte=day.year)
    years = years.order_by("-data_year")
    incomes = IncomeYear.objects.filter(household=OuterRef("pk"), data_year__lte=day.year)
    incomes = incomes.order_by("-data_year")
    return rows.annotate(
        attribute_shown=Subquery(years.values("attribute")[:1]),
        cause_shown=Subquery(years.values("cause_main")[:1]),
        income_shown=Subquery(incomes.values("net_income_per_capita")[:1]),
        income_year_shown=Subquery(incomes.values("data_year")[:1]),
    )


def _finding_counts(ids: list[int]) -> dict[int, int]:
    """How many faults stand on each household of a page."""
    keys = [str(pk) for pk in ids]
    rows = CheckResult.objects.open().filter(subject_kind=KIND, subject_id__in=keys)
    counted = rows.order_by().values_list("subject_id").annotate(n=Count("pk"))
    return {int(pk): n for pk, n in counted}


def _matched_people(ids: list[int], text: str) -> dict[int, list[str]]:
    """Who of a household fits the search, where it is not the head: 李秀英（配偶）."""
    terms = [term for term in parse(text) if term.kind != Kind.NUMBER]
    if not terms:
        return {}
    asked = reduce(or_, (is_person(term, "member__") for term in terms))
    rows = Membership.objects.open().filter(asked, household__in=ids)
    found: dict[int, list[str]] = {}
    for row in rows.exclude(relation=Relation.HEAD).select_related("member"):
        line = f"{row.member.name}（{row.get_relation_display()}）"
        found.setdefault(row.household_id, []).append(line)
    return found


def registered_elsewhere(text: str, user: User) -> str:
    """Where a whole ID number is registered outside the user's scope: the township, no more."""
    for term in parse(text):
        if term.kind == Kind.ID and (member := find_by_id(term.text)):
            return place_of_duplicate(member, user)
    return ""


# --- one village ----------------------------------------------------------------------------


@dataclass(frozen=True)
class StatusLine:
    """Households and people of one status."""

    status: PovertyStatus
    households: int
    people: int


@dataclass(frozen=True)
class VillageCount:
    """The register's count of a village on a day."""

    lines: list[StatusLine]
    day: datetime.date
    agricultural_population: int | None

    def _sum(self, statuses: tuple) -> tuple[int, int]:
        chosen = [line for line in self.lines if line.status in statuses]
        return sum(line.households for line in chosen), sum(line.people for line in chosen)

    @property
    def total(self) -> tuple[int, int]:
        return self._sum(tuple(PovertyStatus))

    @property
    def poor(self) -> tuple[int, int]:
        return self._sum(STILL_POOR)

    @property
    def exited(self) -> tuple[int, int]:
        return self._sum(EXITED)

    head = ("脱贫状态", "户", "人")

    @property
    def rows(self) -> list[list]:
        """The table of the panel: what is there, and the sum."""
        rows = [
            [line.status.label, f"{line.households:,}", f"{line.people:,}"]
            for line in self.lines
            if line.households
        ]
        return [*rows, ["合计", *(f"{number:,}" for number in self.total)]]

    @property
    def poor_note(self) -> str:
        return f"{self.poor[0]:,}户"

    @property
    def exited_note(self) -> str:
        return f"{self.exited[0]:,}户"

    @property
    def poverty_rate(self) -> Decimal | None:
        """Poor people ÷ agricultural population (贫困发生率)."""
        if not self.agricultural_population:
            return None
        return Decimal(self.poor[1]) / self.agricultural_population


def village_count(village: Village, day: datetime.date) -> VillageCount:
    """Households and people of a village by status on `day`."""
    status = PovertySpan.objects.as_of(day).filter(household=OuterRef("pk")).values("status")[:1]
    valid = Household.objects.valid(day).filter(village=village)
    by_household = dict(valid.annotate(now=Subquery(status)).values_list("pk", "now"))
    people = Counter(
        Membership.objects.as_of(day)
        .filter(household__village=village)
        .values_list("household_id", flat=True)
    )
    lines = []
    for each in PovertyStatus:
        here = [pk for pk, now in by_household.items() if now == each]
        lines.append(StatusLine(each, len(here), sum(people[pk] for pk in here)))
    return VillageCount(lines, day, village.agricultural_population)
