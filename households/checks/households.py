"""Rules about a household and its members together (H01–H10, national cleaning rules)."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from households.checks.facts import HouseholdFacts
from households.enums import Attribute, Cause, HouseholdType, Labor
from intake.checks import Check, Finding
from intake.enums import Level

_E, _W = Level.ERROR, Level.WARNING
_ABLE = frozenset({Labor.ORDINARY, Labor.SKILLED})
_HIGHEST_PER_HEAD = 100_000
_JUMP = Decimal("0.5")

Test = Callable[[HouseholdFacts], str | tuple[str, Level] | None]


def household_check(
    code: str, level: Level, label: str, needs: str, field: str, test: Test, **options
):
    """A rule that looks at one household at a time."""

    def find(households: Iterable[HouseholdFacts]) -> Iterator[Finding]:
        for household in households:
            wrong = test(household)
            if wrong:
                text, own = wrong if isinstance(wrong, tuple) else (wrong, None)
                yield Finding(household, text, field, level=own)

    return Check(code, level, label, frozenset(needs.split()), find, **options)


def _cause_given(household: HouseholdFacts) -> str | None:
    """An ordinary household under watch was never registered as poor: it has no cause."""
    if household.cause_main or household.household_type == HouseholdType.ORDINARY:
        return None
    return "主要致贫原因没有填写"


def _causes_differ(household: HouseholdFacts) -> str | None:
    others = household.causes_other
    if household.cause_main and household.cause_main in others:
        return "其他致贫原因与主要致贫原因重复"
    return "其他致贫原因最多填写两项" if len(others) > 2 else None


def _ill(household: HouseholdFacts) -> str | None:
    if household.cause_main == Cause.ILLNESS and all(m.is_healthy for m in household.members):
        return "因病致贫，而全体成员均为健康"
    return None


def _schooling(household: HouseholdFacts) -> str | None:
    if household.cause_main == Cause.SCHOOLING and not any(m.is_student for m in household.members):
        return "因学致贫，而户内没有在校生"
    return None


def _disabled(household: HouseholdFacts) -> str | None:
    if household.cause_main == Cause.DISABILITY and not any(
        "04" in m.health for m in household.members
    ):
        return "因残致贫，而户内没有残疾成员"
    return None


def _short_of_labor(household: HouseholdFacts) -> str | None:
    able = sum(m.labor in _ABLE for m in household.members)
    if household.cause_main == Cause.LABOR and able >= 2:
        return f"因缺劳力致贫，而户内有{able}名劳动力，请核对"
    return None


def _dibao(household: HouseholdFacts) -> str | None:
    if household.attribute != Attribute.DIBAO:
        return None
    if not any(m.dibao for m in household.members):
        return "低保贫困户，而没有成员享受低保"
    return None if household.dibao_grant else "低保贫困户，而低保金为空"


def _general(household: HouseholdFacts) -> str | None:
    if household.attribute != Attribute.GENERAL:
        return None
    relieved = any(m.dibao for m in household.members)
    if relieved or household.dibao_grant or household.tekun_grant:
        return "一般贫困户，而有成员享受低保，或有低保金、特困供养金"
    return None


def _tekun(household: HouseholdFacts) -> str | tuple[str, Level] | None:
    if household.dibao_grant and household.tekun_grant:
        return "低保金与特困供养金不能同时填写"
    if household.attribute != Attribute.TEKUN:
        return None
    if not household.tekun_grant:
        return "特困供养贫困户，而特困供养金为空"
    able = any(m.labor in _ABLE and 16 <= (m.age(household.data_year) or 0) <= 65
               for m in household.members)  # fmt: skip
    return ("特困供养贫困户，而户内有劳动力，请核对", _W) if able else None


def _business_cost(household: HouseholdFacts) -> str | None:
    if household.business_income and not household.business_cost:
        return "有生产经营性收入，应填写生产经营性支出"
    return None


def _per_head(household: HouseholdFacts) -> str | None:
    amount = household.net_income_per_capita
    if amount is None:
        return "人均纯收入没有填写"
    if amount <= 0 or amount > _HIGHEST_PER_HEAD:
        return f"人均纯收入为{amount}元，应大于0、不超过{_HIGHEST_PER_HEAD}元"
    return None


def _jump(household: HouseholdFacts) -> str | None:
    now, before = household.net_income_per_capita, household.previous_per_capita
    if not now or not before or before <= 0:
        return None
    change = (Decimal(now) - before) / before
    if abs(change) > _JUMP:
        return f"人均纯收入较上年变动{change * 100:+.0f}%，请核对"
    return None


def _wages(household: HouseholdFacts) -> str | None:
    working = any(m.work_months or m.public_post for m in household.members)
    if household.wage_income and not working:
        return "有工资性收入，而没有成员务工或在公益性岗位"
    if not household.wage_income and any(m.work_months for m in household.members):
        return "有成员务工，而工资性收入为空"
    return None


HOUSEHOLD_LEVEL_CHECKS = [
    household_check("H01", _E, "主要致贫原因未填写", "cause_main", "cause_main", _cause_given),
    household_check("H01b", _E, "致贫原因重复或过多", "cause_main causes_other", "causes_other",
                    _causes_differ),
    household_check("H02", _E, "因病致贫而无患病成员", "cause_main health", "cause_main", _ill),
    household_check("H03", _E, "因学致贫而无在校生", "cause_main student_status", "cause_main",
                    _schooling),
    household_check("H04", _E, "因残致贫而无残疾成员", "cause_main health", "cause_main",
                    _disabled),
    household_check("H04b", _W, "缺劳力致贫而劳动力不少", "cause_main labor", "cause_main",
                    _short_of_labor),
    household_check("H05", _E, "低保贫困户无低保成员或低保金", "attribute dibao dibao_grant",
                    "attribute", _dibao),
    household_check("H06", _E, "一般贫困户享受低保或特困",
                    "attribute dibao dibao_grant tekun_grant", "attribute", _general),
    household_check("H07", _E, "特困供养户与供养金不符", "attribute tekun_grant dibao_grant labor",
                    "attribute", _tekun),
    household_check("H08", _E, "有经营收入而无经营支出", "business_income business_cost",
                    "business_cost", _business_cost),
    household_check("H09", _E, "人均纯收入为空或越界", "net_income_per_capita",
                    "net_income_per_capita", _per_head),
    household_check("H09b", _W, "人均纯收入较上年变动过大",
                    "net_income_per_capita previous_per_capita", "net_income_per_capita", _jump,
                    afterwards=True),
    household_check("H10", _E, "工资性收入与务工不符", "wage_income work_months public_post",
                    "wage_income", _wages),
]  # fmt: skip
