"""Synthetic households whose survey breaks no check, the same for the same seed."""

import datetime
import random
from dataclasses import dataclass, field

from households.demo.identifiers import IdMint

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余"
    "杜叶程苏魏吕丁任沈姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷"
    "黎史龙陶贺顾毛郝龚邵万钱严覃武"
)
_GIVEN = (
    "建国志强秀英桂兰德元正华凡军玉梅文斌小红春生大庆金凤丽娟海涛永福长明翠莲家胜晓东"
    "传贵先才学礼茂林"
)


@dataclass(slots=True)
class Person:
    """One row of a workbook, in words."""

    person_no: str
    name: str
    identity: str
    relation: str
    sex: str
    born: datetime.date
    education: str = ""
    student_status: str = ""
    health: str = "健康"
    labor: str = ""
    work_area: str = ""
    work_months: int | str = ""
    ethnicity: str = "汉族"


@dataclass(slots=True)
class Family:
    """The rows of one household."""

    household_no: str
    township: str
    village: str
    members: list[Person]
    values: dict = field(default_factory=dict)


class Maker:
    """Makes households one after the other."""

    def __init__(self, places: list[tuple[str, str]], *, seed: int = 1, year: int = 2016) -> None:
        self.random = random.Random(seed)
        self.places = places
        self.year = year
        self.mint = IdMint()
        self.count = 0
        self.people = 0

    def family(self) -> Family:
        self.count += 1
        place = self.places[(self.count - 1) % len(self.places)]
        members = self._members()
        family = Family(f"4290{self.count:08d}", *place, members)
        family.values = self._values(members)
        return family

    def families(self, count: int) -> list[Family]:
        return [self.family() for _ in range(count)]

    def _members(self) -> list[Person]:
        dice = self.random
        surname = dice.choice(_SURNAMES)
        head_age = dice.randint(32, 76)
        head_sex = "1" if dice.random() < 0.8 else "2"
        members = [self._person(surname, head_sex, head_age, "户主")]
        if dice.random() < 0.75:
            other = "2" if head_sex == "1" else "1"
            spouse_age = max(22, head_age + dice.randint(-6, 6))
            members.append(self._person(dice.choice(_SURNAMES), other, spouse_age, "配偶"))
        for _ in range(dice.choice((0, 0, 1, 1, 2))):
            sex = dice.choice("12")
            age = dice.randint(1, min(46, head_age - 20))
            members.append(self._person(surname, sex, age, "之子" if sex == "1" else "之女"))
        if head_age < 60 and dice.random() < 0.45:
            age = head_age + dice.randint(18, 30)
            members.append(self._person(dice.choice(_SURNAMES), "2", min(age, 96), "之母"))
        if head_age < 55 and dice.random() < 0.3:
            age = head_age + dice.randint(18, 30)
            members.append(self._person(surname, "1", min(age, 96), "之父"))
        return members

    def _person(self, surname: str, sex: str, age: int, relation: str) -> Person:
        dice = self.random
        self.people += 1
        # Born in the first half of the year: school age and age at year's end agree.
        born = datetime.date(self.year - age, 1, 1) + datetime.timedelta(days=dice.randrange(180))
        name = surname + "".join(dice.choice(_GIVEN) for _ in range(dice.choice((1, 2, 2))))
        person = Person(
            f"4290{self.people:010d}", name, self.mint.issue(born, sex), relation, sex, born
        )
        self._survey(person, age)
        return person

    def _survey(self, person: Person, age: int) -> None:
        dice = self.random
        person.student_status, person.education = _schooling(age, dice)
        at_school = person.student_status not in {"", "非在校生"}
        chance = dice.random()
        if age >= 30 and chance < 0.35:
            person.health = dice.choice(("长期慢性病", "长期慢性病", "患有大病", "残疾"))
        if age < 16 or at_school:
            person.labor = "无劳动力"
        elif person.health in {"患有大病", "残疾"} or age >= 66:
            person.labor = "丧失劳动力"
        else:
            person.labor = "技能劳动力" if chance > 0.9 else "普通劳动力"
            if dice.random() < 0.5:
                person.work_area = dice.choice(("县外省内务工", "省外务工", "乡（镇）内务工"))
                person.work_months = dice.randint(2, 12)

    def _values(self, members: list[Person]) -> dict:
        dice = self.random
        if any(m.health in {"长期慢性病", "患有大病"} for m in members):
            cause = "因病"
        elif any(m.health == "残疾" for m in members):
            cause = "因残"
        elif any(m.student_status not in {"", "非在校生"} for m in members):
            cause = "因学"
        else:
            cause = dice.choice(("缺技术", "缺资金", "因灾"))
        return {
            "natural_village": f"{dice.choice('东西南北上下')}湾",
            "size": len(members),
            "status": dice.choice(("未脱贫", "已脱贫（享受政策）", "已脱贫（享受政策）")),
            "attribute": dice.choice(("一般贫困户", "低保贫困户", "特困供养贫困户")),
            "cause_main": cause,
            "is_dangerous_house": dice.choice(("是", "否", "否")),
            "water_safe": dice.choice(("是", "是", "否")),
            "water_difficult": dice.choice(("否", "否", "是")),
            "net_income_per_capita": round(dice.uniform(1800, 9000), 2),
            "phone": f"154{dice.randrange(10**8):08d}",
        }


def _schooling(age: int, dice: random.Random) -> tuple[str, str]:
    """(在校生状况, 文化程度) by age on 31 December."""
    if age < 3:
        return "", "学龄前儿童"
    if age < 6:
        return "学前教育", ""
    if age < 12:
        return "小学", ""
    if age < 15:
        return ("七年级", "八年级", "九年级")[age - 12], ""
    if age < 18:
        return ("高中一年级", "高中二年级", "高中三年级")[age - 15], ""
    if age <= 25:
        if age < 22 and dice.random() < 0.4:
            return "大专及以上", ""
        return "非在校生", dice.choice(("初中", "高中"))
    return "", dice.choice(("小学", "初中", "初中", "高中", "文盲或半文盲"))
