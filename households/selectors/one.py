"""One household, as it was on a day."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet

from households.checks import KIND, TELLS_HEALTH
from households.checks.facts import NOT_AT_SCHOOL
from households.enums import Validity
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
from households.selectors.standing import standing
from intake.models import CheckResult
from organization.masking import mask_account, mask_id, mask_phone
from organization.models import AuditEntry

INCOME_COLUMNS = ["工资性", "生产经营性", "财产性", "转移性", "经营支出"]


@dataclass(frozen=True)
class Person:
    """Somebody of the household on a day, with the survey that holds then."""

    membership: Membership
    year: MemberYear
    """Blank where nothing was surveyed yet."""
    age: int | None
    shows_health: bool
    """Whether the reader needs what ails the person for the work; else it takes a reason."""

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
    def health(self) -> str:
        """The codes of the health, for who may know them."""
        return self.year.health if self.shows_health else ""

    @property
    def health_masked(self) -> str:
        """That the health is filled in, for who may not know it."""
        return "已填" if self.year.health and not self.shows_health else ""

    @property
    def id_masked(self) -> str:
        return mask_id(self.member.id_no) if self.member.id_no else ""

    @property
    def phone_masked(self) -> str:
        return mask_phone(self.member.phone) if self.member.phone else ""

    @property
    def certificate_masked(self) -> str:
        """A certificate tells the disability: its number shows to who may know the health."""
        number = self.year.disability_no
        return mask_id(number) if number and self.shows_health else ""

    @property
    def disease_masked(self) -> str:
        """That a disease is named, not which."""
        return "已填" if self.year.disease_name and self.shows_health else ""


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
    def is_candidate(self) -> bool:
        return self.validity is not None and self.validity.validity == Validity.CANDIDATE

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


def household_page(
    household: Household, day: datetime.date, *, shows_health: bool
) -> HouseholdPage:
    """Everything of a household that held on `day`, in a constant number of statements.

    `shows_health`: whether the reader may know what ails the people without giving a reason.
    """
    memberships = list(
        Membership.objects.filter(household=household, starts_on__lte=day).select_related("member")
    )
    present = [each for each in memberships if each.ends_on is None or each.ends_on > day]
    still_here = {each.member_id for each in present}
    former = {each.member_id: each for each in sorted(memberships, key=lambda each: each.starts_on)}
    gone = [each for each in former.values() if each.member_id not in still_here]
    statuses = list(household.statuses.filter(starts_on__lte=day).order_by("starts_on"))
    until = {"household": household, "data_year__lte": day.year}
    return HouseholdPage(
        household=household,
        day=day,
        people=_people(household, present, day, shows_health),
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
    household: Household, memberships: list[Membership], day: datetime.date, shows_health: bool
) -> list[Person]:
    years = MemberYear.objects.filter(household=household, data_year__lte=day.year)
    latest = {row.member_id: row for row in years.order_by("data_year")}
    order = sorted(memberships, key=lambda each: (each.relation, each.pk))
    return [
        Person(
            each,
            latest.get(each.member_id) or MemberYear(),
            each.member.age_in(day.year),
            shows_health,
        )
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


def findings_of(household: Household, *, shows_health: bool) -> QuerySet[CheckResult]:
    """Faults that stand on a household, errors first; those that tell what ails somebody only
    for who may know."""
    found = CheckResult.objects.open().on_subject(KIND, household.pk)
    return (found if shows_health else found.exclude(code__in=TELLS_HEALTH)).order_by(
        "level", "code", "pk"
    )


def health_findings(household: Household) -> int:
    """How many faults tell what ails somebody."""
    found = CheckResult.objects.open().on_subject(KIND, household.pk)
    return found.filter(code__in=TELLS_HEALTH).count()


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
