"""Units and cadres of the demonstration city (单位、干部): invented people in ordinary posts."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from households.demo.dice import Weighted, dice
from households.demo.identifiers import mobile
from households.demo.names import FEMALE, MALE, SURNAMES, given_name
from households.demo.places import Place

CITY = "429004000000"
OFFICE = "市扶贫办"

# Name, kind of unit (organization.enums.UnitKind). The four bodies first.
BODIES = (
    ("中共仙桃市委", "party"),
    ("仙桃市人大常委会", "congress"),
    ("仙桃市人民政府", "government"),
    ("仙桃市政协", "consultative"),
)
DEPARTMENTS = (
    "市委办公室 市政府办公室 市人大办公室 市政协办公室 市纪委监察局 市委组织部 市委宣传部 "
    "市委统战部 市委政法委 市委农办 市直机关工委 市编办 市信访局 市总工会 团市委 市妇联 市残联 "
    "市科协 市工商联 市发改委 市经信委 市教育局 市科技局 市公安局 市民政局 市司法局 市财政局 "
    "市人社局 市国土资源局 市环保局 市住建委 市交通运输局 市水利局 市农业局 市林业局 "
    "市畜牧兽医局 市水产局 市商务局 市文体新广局 市卫计委 市审计局 市统计局 市安监局 市食药监局 "
    "市工商局 市质监局 市国税局 市地税局 市城管局 市规划局 市房管局 市旅游局 市粮食局 市供销社 "
    "市农机局 市扶贫办 市档案局 市气象局 市供电公司 市邮政局"
).split()
# Departments with schools, hospitals and stations have many hands, the others a house.
_LARGE = {"市教育局": 320, "市卫计委": 210, "市公安局": 180, "市农业局": 120, "市民政局": 90}
_ENTERPRISES = 120
PARK_FIRMS = 101
"""Firms of the garment park between 毛嘴 and 剅河; the first of the enterprises belong to it."""

# Who leads: body, title, rank, whether on the standing committee (市委常委).
LEADERS = (
    ("party", "市委书记", "division_head", True),
    ("party", "市委副书记、市长", "division_head", True),
    ("party", "市委副书记", "division_deputy", True),
    ("party", "市委常委、市纪委书记", "division_deputy", True),
    ("party", "市委常委、组织部长", "division_deputy", True),
    ("party", "市委常委、宣传部长", "division_deputy", True),
    ("party", "市委常委、政法委书记", "division_deputy", True),
    ("party", "市委常委、统战部长", "division_deputy", True),
    ("party", "市委常委、常务副市长", "division_deputy", True),
    ("party", "市委常委、市委秘书长", "division_deputy", True),
    ("party", "市委常委、人武部政委", "division_deputy", True),
    ("congress", "市人大常委会主任", "division_head", False),
    *((("congress", "市人大常委会副主任", "division_deputy", False),) * 6),
    *((("government", "副市长", "division_deputy", False),) * 6),
    ("consultative", "市政协主席", "division_head", False),
    *((("consultative", "市政协副主席", "division_deputy", False),) * 6),
)

HEAD, DEPUTY_IN_CHARGE, CLERK, MEMBER = "head", "deputy_in_charge", "clerk", "member"
STAFF_RANK = Weighted({"staff": 62, "technical": 38})
CAPS = {
    "bureau": 5,
    "division_head": 5,
    "division_deputy": 4,
    "section_head": 3,
    "section_deputy": 2,
    "staff": 1,
    "technical": 1,
    "village_cadre": 12,
    "enterprise": 1,
}
"""Households per helper by rank, as the default of the parameter `pairing_cap`."""


@dataclass(slots=True)
class UnitFacts:
    """A unit; `number` is its place in the cast."""

    number: int
    code: str
    name: str
    kind: str
    division: str
    cadres: list["CadreFacts"] = field(default_factory=list)

    def of_duty(self, duty: str) -> "CadreFacts":
        return next(cadre for cadre in self.cadres if cadre.duty == duty)


@dataclass(slots=True)
class CadreFacts:
    """Somebody in public service, or of an enterprise; `number` is the place in the cast."""

    number: int
    name: str
    sex: str
    birth_year: int
    is_party_member: bool
    unit: UnitFacts
    rank: str
    title: str
    duty: str = MEMBER
    phone: str = ""
    households: int = 0
    """How many households the cadre already helps."""

    @property
    def has_room(self) -> bool:
        return self.households < CAPS[self.rank]


class Cast:
    """All units and cadres, in the order in which they are written."""

    def __init__(self, seed: int) -> None:
        self.rng = dice(seed, "cast")
        self.units: list[UnitFacts] = []
        self.cadres: list[CadreFacts] = []
        self.by_name: dict[str, UnitFacts] = {}
        self.townships: dict[str, UnitFacts] = {}
        self.villages: dict[str, UnitFacts] = {}
        self.departments: list[UnitFacts] = []
        self.enterprises: list[UnitFacts] = []
        self.leaders: list[CadreFacts] = []

    def unit(self, code: str, name: str, kind: str, division: str) -> UnitFacts:
        facts = UnitFacts(len(self.units), code, name, kind, division)
        self.units.append(facts)
        self.by_name[name] = facts
        return facts

    def cadre(
        self, unit: UnitFacts, rank: str, title: str, duty: str = MEMBER, *, party: float = 0.6
    ) -> CadreFacts:
        rng = self.rng
        sex = MALE if rng.random() < 0.66 else FEMALE
        senior = rank not in ("staff", "technical", "village_cadre", "enterprise")
        born = rng.randint(1958, 1976) if senior else rng.randint(1960, 1990)
        number = len(self.cadres)
        facts = CadreFacts(
            number=number,
            name=SURNAMES.draw(rng) + given_name(rng, sex, born),
            sex=sex,
            birth_year=born,
            is_party_member=senior or rng.random() < party,
            unit=unit,
            rank=rank,
            title=title,
            duty=duty,
            phone=mobile(5_000_000 + number),
        )
        self.cadres.append(facts)
        unit.cadres.append(facts)
        return facts


def assemble(places: Sequence[Place], seed: int, share: float) -> Cast:
    """The cast of a city of which `share` is peopled: a hamlet needs no 3,000 helpers."""
    cast = Cast(seed)
    share = min(share, 1.0)
    _leadership(cast)
    for index, name in enumerate(DEPARTMENTS, start=1):
        unit = cast.unit(f"D{index:03d}", name, "department", CITY)
        cast.departments.append(unit)
        _staff_department(cast, unit, share)
    towns = {place.township: place.township_name for place in places}
    for code, name in towns.items():
        unit = cast.unit(f"T{code[6:9]}", township_government(name), "township", code)
        cast.townships[code] = unit
        _staff_township(cast, unit, share)
    for place in places:
        unit = cast.unit(f"V{place.code[6:]}", _committee(place), "village", place.code)
        cast.villages[place.code] = unit
        for title in ("村支部书记", "村主任", "村会计"):
            duty = HEAD if title == "村支部书记" else CLERK if title == "村会计" else MEMBER
            cast.cadre(unit, "village_cadre", title, duty, party=0.85)
    _enterprises(cast)
    return cast


def township_government(name: str) -> str:
    """杨林尾镇 → 杨林尾镇人民政府; streets and farms have offices of other names."""
    if name.endswith("镇"):
        return f"{name}人民政府"
    return f"{name}办事处" if name.endswith("街道") else f"{name}管理处"


def _committee(place: Place) -> str:
    """Village committees are named with their township: there are two of many a village's name."""
    return f"{place.township_name}{place.name}"


def _leadership(cast: Cast) -> None:
    bodies = {}
    for index, (name, kind) in enumerate(BODIES, start=1):
        bodies[kind] = cast.unit(f"B{index:02d}", name, kind, CITY)
    for body, title, rank, _ in LEADERS:
        duty = MEMBER if bodies[body].cadres else HEAD
        cast.leaders.append(cast.cadre(bodies[body], rank, title, duty, party=1))


def _staff_department(cast: Cast, unit: UnitFacts, share: float) -> None:
    name = unit.name.removeprefix("市")
    chief = "主任" if name.endswith(("办公室", "办", "委")) else "负责人"
    chief = "局长" if name.endswith("局") else chief
    cast.cadre(unit, "section_head", chief, HEAD)
    cast.cadre(unit, "section_deputy", f"副{chief}", DEPUTY_IN_CHARGE)
    cast.cadre(unit, "staff", "扶贫联络员", CLERK)
    for _ in range(4):
        cast.cadre(unit, "section_head", "班子成员")
    for _ in range(9):
        cast.cadre(unit, "section_deputy", "科室负责人")
    for _ in range(math.ceil(_LARGE.get(unit.name, 88) * share)):
        rank = STAFF_RANK.draw(cast.rng)
        cast.cadre(unit, rank, "科员" if rank == "staff" else "专业技术人员")


def _staff_township(cast: Cast, unit: UnitFacts, share: float) -> None:
    chief = "党委书记" if unit.name.endswith("政府") else "党工委书记"
    cast.cadre(unit, "section_head", chief, HEAD)
    cast.cadre(unit, "section_deputy", "扶贫分管领导", DEPUTY_IN_CHARGE)
    cast.cadre(unit, "staff", "扶贫办专干", CLERK)
    cast.cadre(unit, "staff", "扶贫办专干", CLERK)
    cast.cadre(unit, "section_head", "镇长" if chief == "党委书记" else "主任")
    for _ in range(9):
        cast.cadre(unit, "section_deputy", "班子成员")
    small = unit.code >= "T400"
    for _ in range(math.ceil((40 if small else 140) * share)):
        rank = STAFF_RANK.draw(cast.rng)
        cast.cadre(unit, rank, "干部" if rank == "staff" else "站所技术人员")


_FIRST = "锦 华 恒 瑞 鑫 鸿 盛 泰 永 嘉 润 昌 兴 安 裕 隆 凯 宏 佳 祥".split()
_SECOND = "美 达 源 丰 程 泰 和 通 信 旺 悦 诚 腾 康 顺 羽 纺 彩 帆 晟".split()
_GARMENT = "服饰 制衣 针织 服装 纺织 女裤".split()
_OTHER_TRADES = "无纺布 卫材 食品 水产 电子 机械 建材 汽配 包装 农业科技 米业 饲料".split()


def _enterprises(cast: Cast) -> None:
    names = firm_names(cast.rng)
    for index in range(_ENTERPRISES):
        unit = cast.unit(f"E{index + 1:03d}", names[index], "enterprise", CITY)
        cast.enterprises.append(unit)
        cast.cadre(unit, "enterprise", "总经理", HEAD, party=0.4)
        cast.cadre(unit, "enterprise", "行政主管", CLERK, party=0.3)


def firm_names(rng: random.Random) -> list[str]:
    """Names of 180 invented firms; the first 101 sew."""
    stems = [first + second for first in _FIRST for second in _SECOND]
    rng.shuffle(stems)
    return [
        f"湖北{stem}{rng.choice(_GARMENT if index < PARK_FIRMS else _OTHER_TRADES)}有限公司"
        for index, stem in enumerate(stems[:180])
    ]
