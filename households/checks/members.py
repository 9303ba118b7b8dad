"""Rules about single members (M01–M23, national cleaning rules) and how members fit together.

Ages are full years on 31 December of the data year. Where a rule reads columns that not every
workbook carries, it is split (M12, M12b …), for a rule runs only when all its fields are known.
"""

from collections.abc import Callable, Iterable, Iterator

from households.checks.facts import HouseholdFacts, MemberFacts
from households.enums import Labor, Relation
from intake.checks import Check, Finding
from intake.enums import Level
from organization.enums import Sex

_E, _W = Level.ERROR, Level.WARNING
_MALE = frozenset("03 06 07 09 11 13 15 17 19 23 24 26 29".split())
_FEMALE = frozenset("04 05 08 10 12 14 16 18 20 22 25 27 28".split())
_PARENTS = frozenset("11 12 13 14 15 16".split())
_CHILDREN = frozenset("03 04 05 06".split())
_GRANDPARENTS = frozenset("17 18 19 20".split())
_UNABLE = frozenset({Labor.LOST, Labor.NONE})
_OLDEST = 120
_LASTING = frozenset({"relation", "sex", "birth_date"})
"""What is known of a person without a survey."""

Test = Callable[[MemberFacts, int], str | tuple[str, Level] | None]
"""test(member, data year) → what is wrong, or nothing."""


def member_check(
    code: str, level: Level, label: str, needs: str, field: str, test: Test, **options
):
    """A rule that looks at one member at a time."""
    fields = frozenset(needs.split())
    reads_survey = not fields <= _LASTING

    def find(households: Iterable[HouseholdFacts]) -> Iterator[Finding]:
        for household in households:
            year = household.data_year
            for member in household.members:
                if reads_survey and not member.surveyed:
                    continue
                wrong = test(member, year)
                if wrong:
                    text, own = wrong if isinstance(wrong, tuple) else (wrong, None)
                    yield about(household, member, text, field, level=own)

    return Check(code, level, label, fields, find, **options)


def about(
    household: HouseholdFacts, member: MemberFacts, text: str, field: str, *, level=None
) -> Finding:
    detail = str(member.member_id or "")
    said = f"{member.name}：{text}" if member.name else text
    return Finding(household, said, field, detail, member, level)


# --- how they belong together --------------------------------------------------------------


_NO_HEAD = "本户没有户主，请将其中一人的关系改为户主"


def _one_head(households: Iterable[HouseholdFacts]) -> Iterator[Finding]:
    for household in households:
        heads = [m for m in household.members if m.relation == Relation.HEAD]
        if len(heads) != 1:
            text = f"本户有{len(heads)}名户主，应有且仅有一名" if heads else _NO_HEAD
            part = heads[1] if heads else None
            yield Finding(household, text, "relation", part=part)


def _sex_fits(member: MemberFacts, year: int) -> str | None:
    wrong = (member.relation in _MALE and member.sex == Sex.FEMALE) or (
        member.relation in _FEMALE and member.sex == Sex.MALE
    )
    return f"与户主关系为“{Relation(member.relation).label}”，与性别不符" if wrong else None


def _couple(households: Iterable[HouseholdFacts]) -> Iterator[Finding]:
    for household in households:
        spouses = [m for m in household.members if m.relation == Relation.SPOUSE]
        if not spouses:
            continue
        head = next((m for m in household.members if m.relation == Relation.HEAD), None)
        if len(spouses) > 1:
            yield about(household, spouses[1], "本户有两名配偶", "relation")
        if head and head.sex and head.sex == spouses[0].sex:
            yield about(household, spouses[0], "与户主性别相同，不应为配偶", "relation")


def _generations(households: Iterable[HouseholdFacts]) -> Iterator[Finding]:
    for household in households:
        head = next((m for m in household.members if m.relation == Relation.HEAD), None)
        if head is None or head.birth_date is None:
            continue
        for member in household.members:
            if member is head or member.birth_date is None:
                continue
            text = _age_gap(member.relation, member.birth_date.year - head.birth_date.year)
            if text:
                yield about(household, member, text, "relation")


def _age_gap(relation: str, younger_by: int) -> str:
    label = Relation(relation).label if relation else ""
    if relation in _PARENTS and younger_by > -14:
        return f"为户主“{label}”，年龄应比户主大14岁以上"
    if relation in _CHILDREN and younger_by < 14:
        return f"为户主“{label}”，年龄应比户主小14岁以上"
    if relation in _GRANDPARENTS and younger_by > -28:
        return f"为户主“{label}”，年龄应比户主大28岁以上"
    if relation == Relation.SPOUSE and abs(younger_by) > 30:
        return "与户主相差30岁以上，请核对是否配偶"
    return ""


# --- schooling -----------------------------------------------------------------------------


def _education_given(member: MemberFacts, year: int) -> str | None:
    age = member.age(year)
    if age is not None and age >= 6 and not member.education and not member.is_student:
        return "6岁以上的非在校生应填写文化程度"
    return None


def _education_fits(member: MemberFacts, year: int) -> str | None:
    age = member.age(year)
    if age is None:
        return None
    if member.education == "06" and age > 7:
        return f"已{age}岁，文化程度不应为学龄前儿童"
    if member.education in {"05", "07"} and age < 18:
        return f"{age}岁，文化程度不应为大专及以上"
    return None


def _student_given(member: MemberFacts, year: int) -> str | None:
    age = member.age(year)
    if age is not None and 6 <= age <= 23 and not member.student_status:
        return f"{age}岁应填写在校生状况"
    return None


def _student_fits(member: MemberFacts, year: int) -> str | None:
    age, status = member.age(year), member.student_status
    if age is None or status in {"", "01"}:
        return None
    stage = int(status[:2])
    if age <= 14 and stage >= 7:
        return f"{age}岁，在校生状况不应为高中及以上"
    if age >= 20 and stage <= 3:
        return f"{age}岁，在校生状况不应为小学及以下"
    if age >= 7 and stage in {0, 2} and (member.is_healthy or not member.health):
        return f"{age}岁，在校生状况不应为学龄前或学前教育"
    return None


def left_school(member: MemberFacts, year: int) -> str | None:
    """义务教育辍学: 6 to 15 on 31 August, not at school, grade nine not finished, able to learn."""
    born = member.birth_date
    if born is None or member.student_status != "01":
        return None
    age = year - born.year - (born.month > 8)
    finished = member.education in {"03", "04", "05", "07"}
    exempt = "04" in member.health or member.dropout_reason == "3"
    if 6 <= age <= 15 and not finished and not exempt:
        return f"{age}岁未在校，请落实控辍保学"
    return None


# --- health --------------------------------------------------------------------------------


def _healthy_alone(member: MemberFacts, year: int) -> str | None:
    if "01" in member.health and len(member.health) > 1:
        return "健康状况不能既填健康又填患病或残疾"
    return None


def _health_given(member: MemberFacts, year: int) -> str | None:
    return None if member.health else "健康状况没有填写"


def _certificate_given(member: MemberFacts, year: int) -> str | None:
    if "04" in member.health and not member.disability_no:
        return "健康状况为残疾，应填写残疾人证号"
    return None


def _certificate_fits(member: MemberFacts, year: int) -> str | None:
    if member.disability_no and member.health and "04" not in member.health:
        return "有残疾人证号，健康状况应包含残疾"
    return None


# --- labour and work -----------------------------------------------------------------------


def _child_labor(member: MemberFacts, year: int) -> str | None:
    age = member.age(year)
    if age is not None and age < 16 and member.labor not in {"", Labor.NONE}:
        return f"{age}岁，未满16岁应为无劳动力"
    return None


def _able_but_none(member: MemberFacts, year: int) -> str | None:
    age = member.age(year)
    fits = age is not None and 16 <= age < 60 and member.is_healthy and not member.is_student
    return (
        f"{age}岁，健康且非在校，却为无劳动力，请核对"
        if fits and member.labor == Labor.NONE
        else None
    )


def _able_but_lost(member: MemberFacts, year: int) -> str | None:
    age = member.age(year)
    fits = age is not None and 16 <= age < 60 and member.is_healthy
    return f"{age}岁，健康却为丧失劳动力，请核对" if fits and member.labor == Labor.LOST else None


def _skill_named(member: MemberFacts, year: int) -> str | None:
    if member.labor == Labor.SKILLED and not member.skill_note:
        return "技能劳动力应填写技能或证书"
    return None


def _months_given(member: MemberFacts, year: int) -> str | None:
    return "填写了务工状况，应填写务工时间" if member.work_area and not member.work_months else None


def _area_given(member: MemberFacts, year: int) -> str | None:
    return "填写了务工时间，应填写务工状况" if member.work_months and not member.work_area else None


def _unable_works(member: MemberFacts, year: int) -> str | tuple[str, Level] | None:
    if not (member.work_area or member.work_months):
        return None
    if member.labor in _UNABLE:
        return f"{Labor(member.labor).label}，不应填写务工"
    if member.labor == Labor.WEAK:
        return "弱劳动力或半劳动力，请核对务工情况", _W
    return None


def _student_works(member: MemberFacts, year: int) -> str | tuple[str, Level] | None:
    if not (member.is_student and member.work_months):
        return None
    age = member.age(year)
    if age is not None and age >= 16 and member.work_months <= 3:
        return "在校生填写了务工时间，请核对是否假期务工", _W
    return "在校生不应填写务工时间"


def _tekun_works(member: MemberFacts, year: int) -> str | None:
    return "特困供养人员不应填写务工状况" if member.tekun and member.work_area else None


def _post_fits(member: MemberFacts, year: int) -> str | None:
    age = member.age(year)
    if member.public_post and age is not None and not 16 <= age < 70:
        return f"{age}岁，不应安排公益性岗位"
    if member.public_post and member.labor in _UNABLE:
        return f"{Labor(member.labor).label}，请核对公益性岗位"
    return None


# --- insurance and relief ------------------------------------------------------------------


def _medical(member: MemberFacts, year: int) -> str | tuple[str, Level] | None:
    """Blank is a gap in the record; that somebody is not insured is a fact, and work to do."""
    if member.basic_medical or member.employee_medical:
        return None
    if member.basic_medical is None:
        return "是否参加基本医疗保险没有填写"
    return "未参加任何基本医疗保险，请核实并帮助参保", Level.WARNING


def _serious_illness(member: MemberFacts, year: int) -> str | None:
    return "是否参加大病保险没有填写" if member.serious_illness_insured is None else None


def _pension(member: MemberFacts, year: int) -> str | None:
    age = member.age(year)
    if age is None or age < 16 or member.is_student:
        return None
    known = member.pension is not None or member.employee_pension is not None
    return None if known else "16岁以上应填写是否参加养老保险"


def _dibao_or_tekun(member: MemberFacts, year: int) -> str | None:
    return "不能同时享受低保和特困供养" if member.dibao and member.tekun else None


def _born_in_this_age(member: MemberFacts, year: int) -> str | None:
    age = member.age(year)
    odd = age is not None and not -1 <= age <= _OLDEST  # a baby may come after the survey's year
    return f"{age}岁，出生日期有误，请核对证件号码" if odd else None


MEMBER_CHECKS = [
    Check("M01", _E, "户主应有且仅有一名", frozenset({"relation"}), _one_head),
    member_check("M02", _E, "与户主关系和性别不符", "relation sex", "relation", _sex_fits),
    Check("M03", _E, "配偶不止一名或与户主同性", frozenset({"relation", "sex"}), _couple),
    Check("M04", _W, "辈分与年龄不符", frozenset({"relation", "birth_date"}), _generations),
    member_check("M05b", _E, "出生日期有误", "birth_date", "id_no", _born_in_this_age),
    member_check("M07", _W, "文化程度未填写", "education birth_date student_status", "education",
                 _education_given),
    member_check("M07b", _W, "文化程度与年龄不符", "education birth_date", "education",
                 _education_fits),
    member_check("M08", _E, "在校生状况未填写", "student_status birth_date", "student_status",
                 _student_given),
    member_check("M09", _E, "在校生状况与年龄不符", "student_status birth_date health",
                 "student_status", _student_fits),
    # A child out of school is a fact to be recorded and acted upon, so it bars no import.
    member_check("M11", _E, "义务教育阶段未在校", "student_status birth_date education health",
                 "student_status", left_school, afterwards=True),
    member_check("M12", _E, "残疾而无残疾人证号", "health disability_no", "disability_no",
                 _certificate_given),
    member_check("M12b", _W, "有残疾人证号而健康状况不含残疾", "health disability_no", "health",
                 _certificate_fits),
    member_check("M12c", _E, "健康与患病并填", "health", "health", _healthy_alone),
    member_check("M12d", _E, "健康状况未填写", "health", "health", _health_given),
    member_check("M13", _E, "未满16岁应为无劳动力", "labor birth_date", "labor", _child_labor),
    member_check("M14", _W, "健康成年人为无劳动力", "labor birth_date health student_status",
                 "labor", _able_but_none),
    member_check("M15", _W, "健康成年人为丧失劳动力", "labor birth_date health", "labor",
                 _able_but_lost),
    member_check("M16", _W, "技能劳动力未注明技能", "labor skill_note", "skill_note", _skill_named),
    member_check("M17", _E, "有务工状况而无务工时间", "work_area work_months", "work_months",
                 _months_given),
    member_check("M18", _E, "有务工时间而无务工状况", "work_area work_months", "work_area",
                 _area_given),
    member_check("M19", _E, "无劳动能力而务工", "labor work_months", "work_months", _unable_works),
    member_check("M20", _E, "在校生务工", "student_status work_months birth_date", "work_months",
                 _student_works),
    member_check("M21", _E, "特困供养人员务工", "tekun work_area", "work_area", _tekun_works),
    member_check("M22", _W, "公益性岗位与年龄或劳动能力不符", "public_post labor birth_date",
                 "public_post", _post_fits),
    member_check("M23", _E, "未参加基本医疗保险", "basic_medical employee_medical",
                 "basic_medical", _medical),
    member_check("M23b", _E, "是否参加大病保险未填写", "serious_illness_insured",
                 "serious_illness_insured", _serious_illness),
    member_check("M23c", _E, "养老保险未填写", "pension birth_date student_status", "pension",
                 _pension),
    member_check("M23d", _E, "同时享受低保和特困供养", "dibao tekun", "dibao", _dibao_or_tekun),
]  # fmt: skip
