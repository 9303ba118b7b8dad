"""The household register of the demonstration city, written set-based."""

from collections.abc import Iterable, Iterator
from datetime import date

from households.demo.people import Person
from households.demo.population import Population
from households.demo.register import Household as Facts
from households.models import (
    Household,
    HouseholdYear,
    IncomeYear,
    LivingConditionYear,
    Member,
    Membership,
    MemberYear,
    PovertySpan,
    ValiditySpan,
)
from organization.bulk import insert_rows, next_ids
from organization.pinyin import full, initials

_BANK = "湖北仙桃农村商业银行"
_ATTRIBUTES = {"GENERAL": "一般农户", "DIBAO": "低保贫困户", "TEKUN": "五保贫困户"}
_REGISTERED, _RELATION_CHANGED = "I0", "C"


class HouseholdKeys:
    """Primary keys of what was written, by the numbers of the facts."""

    def __init__(self) -> None:
        self.household: dict[int, int] = {}
        self.member: dict[int, int] = {}


def write_households(population: Population) -> HouseholdKeys:
    """Write households, people, who belonged where and when, status in time."""
    keys = HouseholdKeys()
    households = population.households
    keys.household = dict(
        zip((each.number for each in households), next_ids(Household, len(households)), strict=True)
    )
    people = list(population.people())
    keys.member = dict(
        zip((each.number for each in people), next_ids(Member, len(people)), strict=True)
    )
    insert_rows(
        Household,
        [
            "id", "household_no", "national_no", "village_id", "natural_village", "group_no",
            "address", "phone", "bank_name", "bank_account", "identified_on", "head_name",
            "head_initials",
        ],
        _households(population, keys),
    )  # fmt: skip
    insert_rows(
        Member,
        [
            "id", "national_no", "name", "pinyin", "initials", "sex", "id_no", "birth_date",
            "ethnicity", "identified_on",
        ],
        _members(people, keys),
    )  # fmt: skip
    insert_rows(
        Membership,
        [
            "household_id", "member_id", "relation", "starts_on", "ends_on", "join_reason",
            "leave_reason",
        ],
        _memberships(households, keys),
    )  # fmt: skip
    insert_rows(
        ValiditySpan,
        ["household_id", "validity", "starts_on", "ends_on", "reason"],
        _validities(households, keys),
    )
    insert_rows(
        PovertySpan,
        [
            "household_id", "status", "starts_on", "ends_on", "event", "cause",
            "not_exit_reason", "document_no",
        ],
        _statuses(households, keys),
    )  # fmt: skip
    return keys


def _households(population: Population, keys: HouseholdKeys) -> Iterator[tuple]:
    for facts in population.households:
        head = facts.head_on(population.until) or facts.members[0]
        yield (
            keys.household[facts.number], facts.household_no, facts.national_no, facts.place.code,
            facts.natural_village, facts.group_no, facts.address, facts.phone, _BANK,
            f"99429000{facts.number:012d}", facts.identified_on, head.name, initials(head.name),
        )  # fmt: skip


def _members(people: Iterable[Person], keys: HouseholdKeys) -> Iterator[tuple]:
    for person in people:
        yield (
            keys.member[person.number], f"429000{person.number:08d}", person.name,
            full(person.name), initials(person.name), person.sex, person.id_no, person.born,
            person.ethnicity, person.joined_on,
        )  # fmt: skip


def _memberships(households: Iterable[Facts], keys: HouseholdKeys) -> Iterator[tuple]:
    for facts in households:
        household = keys.household[facts.number]
        for person in facts.members:
            member = keys.member[person.number]
            reason = person.join_reason or _REGISTERED
            spans = _relation_spans(person)
            for nth, (relation, starts_on, ends_on) in enumerate(spans):
                is_last = nth == len(spans) - 1
                left_for = person.leave_reason if is_last else _RELATION_CHANGED
                yield (
                    household, member, relation, starts_on, ends_on, reason,
                    left_for if ends_on else "",
                )  # fmt: skip
                reason = _RELATION_CHANGED


def _relation_spans(person: Person) -> list[tuple[str, date, date | None]]:
    """What somebody was to the head, from when till when; what held for no day is left out."""
    changes = person.relation_changes
    ends = [since for since, _ in changes[1:]] + [person.left_on]
    return [
        (relation, since, until)
        for (since, relation), until in zip(changes, ends, strict=True)
        if until is None or until > since
    ]


def _validities(households: Iterable[Facts], keys: HouseholdKeys) -> Iterator[tuple]:
    for facts in households:
        household = keys.household[facts.number]
        yield household, "VALID", facts.identified_on, facts.closed_on, ""
        if facts.closed_on:
            yield household, "INVALID", facts.closed_on, None, facts.close_reason


def _statuses(households: Iterable[Facts], keys: HouseholdKeys) -> Iterator[tuple]:
    for facts in households:
        spans = [
            span for span in facts.spans if not facts.closed_on or span.starts_on < facts.closed_on
        ]
        ends = [span.starts_on for span in spans[1:]] + [None]
        for span, ends_on in zip(spans, ends, strict=True):
            yield (
                keys.household[facts.number], span.status, span.starts_on, ends_on, span.event,
                span.reason if span.event == "return" else "",
                span.reason if span.event == "fail_exit" else "",
                _document(span.event, span.starts_on, facts),
            )  # fmt: skip


def _document(event: str, day: date, facts: Facts) -> str:
    """The announcement behind a move, numbered by township (invented)."""
    if event == "list_pre_exit":
        return ""
    number = int(facts.place.town_code[-3:])
    return f"仙扶发〔{day.year}〕{number}号"


# Yearly surveys ---------------------------------------------------------------------------


def write_surveys(population: Population, keys: HouseholdKeys) -> None:
    """Write the yearly rows: household, members, income, living conditions."""
    households = population.households
    insert_rows(
        HouseholdYear,
        [
            "household_id", "data_year", "size", "registered_population",
            "identification_standard", "attribute", "attribute_source", "cause_main",
            "causes_other", "planned_exit_year", "not_exit_reason", "is_military_family",
            "is_only_child_family", "is_two_daughter_family",
        ],
        _household_years(households, keys),
    )  # fmt: skip
    insert_rows(
        MemberYear,
        [
            "household_id", "member_id", "data_year", "political", "education", "student_status",
            "health", "disease_name", "disability_no", "labor", "skill_note", "work_area",
            "work_months", "public_post", "basic_medical", "employee_medical",
            "serious_illness_insured", "pension", "dibao", "tekun", "in_military",
        ],
        _member_years(households, keys),
    )  # fmt: skip
    insert_rows(
        IncomeYear,
        [
            "household_id", "data_year", "window_starts_on", "window_ends_on", "wage_income",
            "business_income", "property_income", "transfer_income", "family_planning_grant",
            "dibao_grant", "tekun_grant", "pension_grant", "ecology_grant", "other_transfer",
            "business_cost", "gross_income", "net_income", "net_income_per_capita",
            "medical_reimbursement",
        ],
        _incomes(households, keys),
    )  # fmt: skip
    insert_rows(
        LivingConditionYear,
        [
            "household_id", "data_year", "arable_mu", "irrigated_mu", "water_mu",
            "production_power", "domestic_power", "water_difficult", "water_safe", "broadcast_tv",
            "road_distance_km", "road_type", "house_area_m2", "house_structure",
            "house_built_year", "is_dangerous_house", "house_grade", "renovation_year", "toilet",
            "fuel", "in_coop", "internet", "is_relocated",
        ],
        _living(households, keys),
    )  # fmt: skip


def _household_years(households: Iterable[Facts], keys: HouseholdKeys) -> Iterator[tuple]:
    for facts in households:
        for year, survey in facts.years.items():
            failed = next(
                (
                    span.reason
                    for span in facts.spans
                    if span.event == "fail_exit" and span.starts_on.year == year
                ),
                "",
            )
            yield (
                keys.household[facts.number], year, survey.size, survey.size, "01",
                survey.attribute, _ATTRIBUTES[survey.attribute], survey.cause_main,
                ",".join(sorted(survey.causes_other)), facts.planned_exit_year, failed,
                facts.is_military_family, False, False,
            )  # fmt: skip


def _member_years(households: Iterable[Facts], keys: HouseholdKeys) -> Iterator[tuple]:
    for facts in households:
        household = keys.household[facts.number]
        for person in facts.members:
            member = keys.member[person.number]
            for year, survey in person.years.items():
                yield (
                    household, member, year, person.political, survey.education, survey.student,
                    ",".join(survey.health), person.disease, person.certificate, survey.labor,
                    survey.skill, survey.work_area, survey.work_months, survey.public_post,
                    survey.basic_medical, False, survey.serious_illness, survey.pension,
                    survey.dibao, survey.tekun, False,
                )  # fmt: skip


def _incomes(households: Iterable[Facts], keys: HouseholdKeys) -> Iterator[tuple]:
    for facts in households:
        for year, survey in facts.years.items():
            income = survey.income
            starts_on, ends_on = _window(year)
            yield (
                keys.household[facts.number], year, starts_on, ends_on, income.wage,
                income.business, income.lease + income.dividend, income.transfer,
                income.family_planning, income.dibao, income.tekun, income.pension,
                income.ecology, income.other_transfer, income.business_cost, income.gross,
                income.net, f"{survey.net_per_head:.2f}", income.medical_reimbursement,
            )  # fmt: skip


def _window(year: int) -> tuple[date, date]:
    """The accounting window: the calendar year, from 2018 on October to September."""
    if year < 2018:
        return date(year, 1, 1), date(year + 1, 1, 1)
    return date(year - 1, 10, 1), date(year, 10, 1)


def _living(households: Iterable[Facts], keys: HouseholdKeys) -> Iterator[tuple]:
    for facts in households:
        for year, survey in facts.years.items():
            living = survey.living
            yield (
                keys.household[facts.number], year, str(living.arable_mu),
                str(living.irrigated_mu), str(living.water_mu), living.production_power,
                living.domestic_power, living.water_difficult, living.water_safe,
                living.broadcast_tv, str(living.road_distance_km), living.road_type,
                str(living.house_area_m2), living.house_structure, living.house_built_year,
                living.is_dangerous_house, living.house_grade, living.renovation_year,
                living.toilet, living.fuel, living.in_coop, living.internet, False,
            )  # fmt: skip
