"""Rows for tests: few words, whole rows. Everything stands in real divisions of the city.

A division code brings its ancestors along: `VillageFactory(code="429004108228")` makes 革新村,
杨林尾镇 and the city. People's ID numbers begin with 429000, which is issued to nobody.
"""

import datetime
import itertools
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from households.enums import PovertyEvent, PovertyStatus, Relation, Validity
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
from organization.division_codes import ancestor, level_of
from organization.enums import DivisionLevel, Rank, Reach, UnitKind
from organization.models import Cadre, Division, Grant, Unit, User
from organization.permissions import Role
from organization.pinyin import full, initials
from villages.enums import PostingRole, VillageKind
from villages.models import AttendanceMonth, KeyVillage, Posting, Village, VillageYear

CITY = "429004000000"
YANGLINWEI = "429004108000"
"""杨林尾镇."""
GEXIN = "429004108228"
"""革新村 in 杨林尾镇."""
ZHANGGOU = "429004110000"
"""张沟镇."""
XIANFENG = "429004110200"
"""A village of 张沟镇."""
PASSWORD = "Xiantao-2016-demo"
BASE_DAY = datetime.date(2014, 12, 31)
"""The day of the base register."""
LONG_AGO = datetime.date(2010, 1, 1)

NAMES = {
    CITY: "仙桃市",
    YANGLINWEI: "杨林尾镇",
    GEXIN: "革新村委会",
    ZHANGGOU: "张沟镇",
    XIANFENG: "先锋村委会",
}
PEOPLE = ["张三", "李秀英", "王建国", "陈桂兰", "曾凡军", "单玉梅", "欧阳正华", "覃德元", "尉迟明"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_serials = itertools.count(1)


def id_number(born: datetime.date = datetime.date(1960, 5, 6), *, serial: int | None = None) -> str:
    """A resident ID number that passes its check and belongs to nobody."""
    number = f"429000{born:%Y%m%d}{(serial or next(_serials)) % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=True))
    return number + "10X98765432"[total % 11]


def luhn(digits: str) -> str:
    """The digit that makes a household number whole."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2 if place % 2 == 0 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


# --- ground floor ---------------------------------------------------------------------------


class DivisionFactory(DjangoModelFactory):
    class Meta:
        model = Division
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"429004{100 + n // 300:03d}{200 + n % 300:03d}")
    name = factory.LazyAttribute(lambda o: NAMES.get(o.code, f"试验{o.code[6:].strip('0')}村委会"))
    level = factory.LazyAttribute(lambda o: level_of(o.code))
    starts_on = LONG_AGO

    @factory.lazy_attribute
    def parent(self):
        above = {
            DivisionLevel.VILLAGE: DivisionLevel.TOWNSHIP,
            DivisionLevel.TOWNSHIP: DivisionLevel.CITY,
        }.get(level_of(self.code))
        return DivisionFactory(code=ancestor(self.code, above)) if above else None


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"D{n:04d}")
    name = factory.Sequence(lambda n: f"市试验局{n}")
    kind = UnitKind.DEPARTMENT
    division = factory.SubFactory(DivisionFactory, code=CITY)
    starts_on = LONG_AGO


class CadreFactory(DjangoModelFactory):
    class Meta:
        model = Cadre

    number = factory.Sequence(lambda n: f"G{n:05d}")
    name = factory.Sequence(lambda n: f"干部{'甲乙丙丁戊己庚辛壬癸'[n % 10]}")
    initials = factory.LazyAttribute(lambda o: initials(o.name))
    unit = factory.SubFactory(UnitFactory)
    rank = Rank.STAFF
    is_party_member = True


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    display_name = factory.Sequence(lambda n: f"用户{n}")
    division = factory.SubFactory(DivisionFactory, code=CITY)
    must_change_password = False
    password = factory.django.Password(PASSWORD)


class GrantFactory(DjangoModelFactory):
    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    role = Role.TOWN_CLERK
    reach = Reach.DIVISION
    division = factory.LazyAttribute(
        lambda o: DivisionFactory(code=CITY) if o.reach == Reach.DIVISION else None
    )
    starts_on = LONG_AGO


def make_user(role: str, code: str | None = CITY, *, cadre: Cadre | None = None, **fields) -> User:
    """A user who holds `role` in the division `code`.

    `code=None` gives the reach of one's own instead: the rows linked to `cadre` (made if none is
    given). `unit=` gives a role in the reach of a unit.
    """
    unit = fields.get("unit")
    if code is None and unit is None and cadre is None:
        cadre = CadreFactory()
    user = UserFactory(cadre=cadre, division=DivisionFactory(code=code or CITY), **fields)
    if code is not None:
        GrantFactory(user=user, role=role, division=DivisionFactory(code=code))
    elif unit is not None:
        GrantFactory(user=user, role=role, reach=Reach.UNIT, unit=unit)
    else:
        GrantFactory(user=user, role=role, reach=Reach.OWN)
    return user


# --- villages -------------------------------------------------------------------------------


class VillageFactory(DjangoModelFactory):
    class Meta:
        model = Village
        django_get_or_create = ("division",)

    class Params:
        code = factory.Sequence(lambda n: f"429004{100 + n // 300:03d}{200 + n % 300:03d}")

    division = factory.LazyAttribute(lambda o: DivisionFactory(code=o.code))
    kind = VillageKind.VILLAGE
    agricultural_population = 1500


class VillageYearFactory(DjangoModelFactory):
    class Meta:
        model = VillageYear

    village = factory.SubFactory(VillageFactory)
    data_year = 2016
    households = 400
    population = 1500
    collective_income = Decimal("52000.00")


class KeyVillageFactory(DjangoModelFactory):
    class Meta:
        model = KeyVillage

    class Params:
        at = factory.Sequence(lambda n: f"429004{100 + n // 300:03d}{200 + n % 300:03d}")
        exited = factory.Trait(
            exited_on=datetime.date(2016, 11, 30), exit_document_no="仙扶组发〔2016〕12号"
        )

    village = factory.LazyAttribute(lambda o: VillageFactory(code=o.at))
    starts_on = datetime.date(2014, 10, 1)
    document_no = "仙扶组发〔2014〕3号"


class PostingFactory(DjangoModelFactory):
    class Meta:
        model = Posting

    class Params:
        at = factory.Sequence(lambda n: f"429004{100 + n // 300:03d}{200 + n % 300:03d}")

    village = factory.LazyAttribute(lambda o: VillageFactory(code=o.at))
    cadre = factory.SubFactory(CadreFactory)
    unit = factory.LazyAttribute(lambda o: o.cadre.unit)
    role = PostingRole.FIRST_SECRETARY
    starts_on = datetime.date(2015, 8, 1)
    document_no = "仙组发〔2015〕21号"


class AttendanceMonthFactory(DjangoModelFactory):
    class Meta:
        model = AttendanceMonth

    posting = factory.SubFactory(PostingFactory)
    month = datetime.date(2016, 11, 1)
    counted_days = Decimal(20)
    nights = 16


# --- households -----------------------------------------------------------------------------


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = Member

    name = factory.Sequence(lambda n: PEOPLE[n % len(PEOPLE)])
    pinyin = factory.LazyAttribute(lambda o: full(o.name))
    initials = factory.LazyAttribute(lambda o: initials(o.name))
    birth_date = datetime.date(1960, 5, 6)
    id_no = factory.LazyAttribute(lambda o: id_number(o.birth_date))
    sex = factory.LazyAttribute(lambda o: "1" if int(o.id_no[16]) % 2 else "2")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    household = factory.SubFactory("tests.factories.HouseholdFactory")
    member = factory.SubFactory(MemberFactory)
    relation = Relation.OTHER
    starts_on = BASE_DAY


class HouseholdFactory(DjangoModelFactory):
    """A valid poor household since the base day, with a head; `size=3` adds two members.

    `at` is the village's code. `status=""` leaves it out of the poverty axis, `size=0` makes no
    people; `size__name="张三"` names the head.
    """

    class Meta:
        model = Household
        skip_postgeneration_save = True

    class Params:
        at = GEXIN
        serial = factory.Sequence(lambda n: n + 1)

    village = factory.LazyAttribute(lambda o: VillageFactory(code=o.at))
    group_no = "3组"
    address = factory.LazyAttribute(lambda o: f"{o.village}3组")
    identified_on = BASE_DAY

    @factory.lazy_attribute
    def household_no(self):
        number = f"{self.village.pk}{self.serial:05d}"
        return number + luhn(number)

    @factory.post_generation
    def size(self, create, extracted, **head):
        for place in range(1 if extracted is None else extracted):
            member = MemberFactory(**head) if place == 0 else MemberFactory()
            relation = Relation.HEAD if place == 0 else Relation.OTHER
            MembershipFactory(household=self, member=member, relation=relation)
            if place == 0:
                self.head_name, self.head_initials = member.name, member.initials
                self.save(update_fields=["head_name", "head_initials"])

    @factory.post_generation
    def status(self, create, extracted, **span):
        ValiditySpan.objects.create(household=self, validity=Validity.VALID, starts_on=BASE_DAY)
        status = PovertyStatus.POOR if extracted is None else extracted
        if status:
            PovertySpan.objects.create(
                household=self,
                status=status,
                starts_on=span.get("starts_on", BASE_DAY),
                event=PovertyEvent.IDENTIFY,
                cause="01" if status == PovertyStatus.RETURNED else "",
            )


class HouseholdYearFactory(DjangoModelFactory):
    class Meta:
        model = HouseholdYear

    household = factory.SubFactory(HouseholdFactory)
    data_year = 2016
    size = 1
    attribute = "GENERAL"
    cause_main = "01"


class MemberYearFactory(DjangoModelFactory):
    class Meta:
        model = MemberYear

    member = factory.SubFactory(MemberFactory)
    household = factory.SubFactory(HouseholdFactory)
    data_year = 2016
    education = "03"
    student_status = "01"
    health = "01"
    labor = "01"
    basic_medical = True
    serious_illness_insured = True


class IncomeYearFactory(DjangoModelFactory):
    class Meta:
        model = IncomeYear

    household = factory.SubFactory(HouseholdFactory)
    data_year = 2016
    net_income_per_capita = Decimal("3500.00")


class LivingConditionYearFactory(DjangoModelFactory):
    class Meta:
        model = LivingConditionYear

    household = factory.SubFactory(HouseholdFactory)
    data_year = 2016
    water_safe = True
    is_dangerous_house = False
    house_area_m2 = Decimal("80.00")
