"""One person: what stays with them, and what a yearly survey would write down about them."""

import random
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from households.demo.dice import Weighted
from households.demo.names import FEMALE, MALE

HEALTHY, CHRONIC, SERIOUS, DISABLED = "01", "02", "03", "04"
ABLE, SKILLED, LOST, NONE = "01", "02", "03", "04"
NOT_STUDENT, PRESCHOOL, PRIMARY = "01", "02", "03"
ILLITERATE, PRIMARY_SCHOOL, JUNIOR, SENIOR, COLLEGE, TOO_YOUNG = "01", "02", "03", "04", "05", "06"


class PersonYear(NamedTuple):
    """A member in one data year, with the codes of the national lists 2014–2017."""

    relation: str
    education: str
    """Blank for pupils and students."""
    student: str
    """Blank outside the ages 3–25."""
    health: tuple[str, ...]
    labor: str
    skill: str
    work_area: str
    work_months: int | None
    public_post: str
    basic_medical: bool
    serious_illness: bool
    pension: bool | None
    """None below 16."""
    dibao: bool
    tekun: bool


@dataclass(slots=True)
class Person:
    """A member of a household and the days on which they came and went."""

    number: int
    name: str
    id_no: str
    sex: str
    born: date
    relation: str
    ethnicity: str = "01"
    political: str = "13"
    health: tuple[str, ...] = (HEALTHY,)
    disease: str = ""
    certificate: str = ""
    schooling: str = ""
    """Level reached; blank for those whom `track` still leads through school."""
    track: int = 0
    """What follows junior school, 0–99 (see `_after_junior_school`)."""
    skill: str = ""
    wants_work: bool = True
    """Whether somebody able to work goes out for wages at all; half stay on the land."""
    on_dibao: bool = False
    joined_on: date = date(2014, 11, 30)
    join_reason: str = ""
    """Blank for those registered with the household."""
    left_on: date | None = None
    leave_reason: str = ""
    relation_changes: list[tuple[date, str]] = field(default_factory=list)
    """(first day, relation) in order; begins with the first one."""
    years: dict[int, PersonYear] = field(default_factory=dict)

    def age(self, year: int) -> int:
        """Age on 31 December."""
        return year - self.born.year

    def is_here(self, day: date) -> bool:
        return self.joined_on <= day and (self.left_on is None or self.left_on > day)

    def relation_on(self, day: date) -> str:
        relation = self.relation_changes[0][1]
        for since, changed in self.relation_changes:
            if since <= day:
                relation = changed
        return relation

    @property
    def is_ill(self) -> bool:
        return CHRONIC in self.health or SERIOUS in self.health

    @property
    def is_disabled(self) -> bool:
        return DISABLED in self.health


_CHRONIC_DISEASES = (
    "高血压", "糖尿病", "脑梗后遗症", "类风湿关节炎", "冠心病", "慢性支气管炎", "腰椎间盘突出",
    "慢性肾炎", "肺气肿", "血吸虫病", "肝硬化", "帕金森病", "哮喘",
)  # fmt: skip
_SERIOUS_DISEASES = (
    "肺癌", "胃癌", "尿毒症", "脑出血", "白血病", "肝癌", "食道癌", "乳腺癌", "心脏病术后",
    "宫颈癌",
)  # fmt: skip
_SKILLS = {
    MALE: ("瓦工", "木工", "电工", "电焊", "驾驶", "黄鳝养殖", "小龙虾养殖", "厨师", "油漆工"),
    FEMALE: ("缝纫", "服装裁剪", "家政", "厨师", "美发", "蔬菜种植", "月嫂"),
}
_DISABILITY_KIND = Weighted({"1": 12, "2": 17, "3": 3, "4": 41, "5": 12, "6": 11, "7": 4})
_DISABILITY_GRADE = Weighted({"1": 14, "2": 26, "3": 30, "4": 30})
# Attained schooling by the age at the end of 2014: men, women (weights of 01, 02, 03, 04, 05).
_SCHOOLING = {
    (60, MALE): (30, 52, 15, 3, 0),
    (60, FEMALE): (58, 36, 5, 1, 0),
    (45, MALE): (8, 45, 40, 7, 0),
    (45, FEMALE): (20, 50, 27, 3, 0),
    (30, MALE): (3, 22, 62, 11, 2),
    (30, FEMALE): (5, 27, 58, 8, 2),
    (23, MALE): (1, 8, 66, 17, 8),
    (23, FEMALE): (1, 8, 62, 19, 10),
}
_SCHOOLING_WEIGHTS = {
    key: Weighted(zip((ILLITERATE, PRIMARY_SCHOOL, JUNIOR, SENIOR, COLLEGE), weights, strict=True))
    for key, weights in _SCHOOLING.items()
}
# Chances by age of a chronic illness, a serious one, a disability; poor households have many.
_ILLNESS = (
    (0, 0.012, 0.004, 0.012),
    (16, 0.050, 0.009, 0.040),
    (35, 0.190, 0.024, 0.070),
    (50, 0.330, 0.040, 0.086),
    (65, 0.420, 0.042, 0.092),
    (75, 0.440, 0.036, 0.105),
)
_GROWN = 23


def furnish(person: Person, rng: random.Random) -> None:
    """Give somebody of the base register health, schooling, skill and politics, by age at 2014."""
    age = person.age(2014)
    _draw_health(person, age, rng)
    if age >= _GROWN:
        band = next(limit for limit in (60, 45, 30, _GROWN) if age >= limit)
        person.schooling = _SCHOOLING_WEIGHTS[band, person.sex].draw(rng)
    furnish_youth(person, rng)
    if age >= 25 and rng.random() < 0.022:
        person.political = "01"
    elif 15 <= age <= 25 and rng.random() < 0.35:
        person.political = "03"


def furnish_youth(person: Person, rng: random.Random) -> None:
    """What chance still decides for the young and the newly joined: school, skill, work."""
    person.track = int(rng.random() * 100)
    person.wants_work = rng.random() < 0.62
    if rng.random() < 0.11:
        person.skill = rng.choice(_SKILLS[person.sex])


def _draw_health(person: Person, age: int, rng: random.Random) -> None:
    _, chronic, serious, disabled = next(row for row in reversed(_ILLNESS) if age >= row[0])
    chance = rng.random()
    codes = []
    if chance < serious:
        codes.append(SERIOUS)
        person.disease = rng.choice(_SERIOUS_DISEASES)
    elif chance < serious + chronic:
        codes.append(CHRONIC)
        person.disease = rng.choice(_CHRONIC_DISEASES)
    if rng.random() < disabled:
        codes.append(DISABLED)
        give_certificate(person, rng)
    if codes:
        person.health = tuple(codes)


def give_certificate(person: Person, rng: random.Random) -> None:
    kind, grade = _DISABILITY_KIND.draw(rng), _DISABILITY_GRADE.draw(rng)
    person.certificate = person.id_no + kind + grade


def school_age(person: Person, year: int) -> int:
    """Whole years on 31 August: who is six then enters the first grade."""
    return year - person.born.year - (person.born.month > 8)


def schooling_in(person: Person, year: int) -> tuple[str, str]:
    """(student status, education) at the end of a year; a pupil's education stays blank."""
    age = person.age(year)
    if person.schooling:
        return (NOT_STUDENT if age <= 25 else "", person.schooling)
    at_school = school_age(person, year)
    if at_school < 3:
        return (NOT_STUDENT if age >= 3 else "", TOO_YOUNG)
    if at_school < 6:
        # One in eight never saw a nursery class.
        return (NOT_STUDENT, TOO_YOUNG) if person.track % 8 == 0 else (PRESCHOOL, "")
    if at_school < 12:
        return PRIMARY, ""
    if at_school < 15:
        return f"{at_school - 8:02d}", ""  # 04–06: grades seven to nine
    student, education = _after_junior_school(person.track, at_school)
    return (student or (NOT_STUDENT if age <= 25 else ""), education)


def _after_junior_school(track: int, at_school: int) -> tuple[str, str]:
    """Senior school with or without college, vocational with or without higher, or work."""
    step = at_school - 15
    if track < 34:
        if step < 3:
            return f"{7 + step:02d}", ""
        if track < 25 and step < 6 + (track % 2):
            return "16", ""
        return "", COLLEGE if track < 25 else SENIOR
    if track < 62:
        if step < 3:
            return f"{10 + step:02d}", ""
        if track < 44 and step < 6:
            return f"{10 + step:02d}", ""
        return "", COLLEGE if track < 44 else SENIOR
    return "", JUNIOR


def labor_in(person: Person, year: int, student: str) -> str:
    """Ability to work (劳动技能), consistent with age, health and school (rules M13–M16)."""
    age = person.age(year)
    if age < 16 or student not in ("", NOT_STUDENT):
        return NONE
    severe = person.is_disabled and person.certificate[-1:] in ("1", "2")
    if severe:
        # Disabled from childhood: never had the ability; later in life: lost it.
        return NONE if person.certificate[-2:-1] in ("5", "7") else LOST
    if age >= 70 or SERIOUS in person.health:
        return LOST
    if age >= 60:
        return ABLE if not (person.is_ill or person.is_disabled) and age < 66 else LOST
    if person.is_disabled and person.is_ill:
        return LOST
    if person.is_ill and person.track % 3 == 0:
        return LOST
    return SKILLED if person.skill and not person.is_disabled else ABLE
