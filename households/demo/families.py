"""Who lives together: households of poor families in the plain, made role by role."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from households.demo import people
from households.demo.dice import Weighted
from households.demo.identifiers import IdMint
from households.demo.names import (
    DOTTED_NAMES,
    FEMALE,
    HUI_SURNAMES,
    MALE,
    SURNAMES,
    given_name,
)
from households.demo.people import Person

BASE_DAY = date(2014, 12, 31)

HEAD, SPOUSE, SON, DAUGHTER = "01", "02", "03", "04"
DAUGHTER_IN_LAW, SON_IN_LAW, GRANDSON, GRANDDAUGHTER = "05", "06", "07", "08"
FATHER, MOTHER, BROTHER, OTHER = "11", "12", "21", "99"

HOUSEHOLD_SIZES = Weighted(
    {1: 18.6, 2: 23.2, 3: 22.6, 4: 18.8, 5: 10.4, 6: 4.9, 7: 1.3, 8: 0.2},
)
# Roles of a household by size, after H the head: S spouse, c child still growing, a grown single
# son, d grown single daughter, b married son, l his wife, g their child, o grandchild whose
# parents are away, F and M the head's parents, x a brother, e married daughter, w her husband, k
# their child. Each with the head's ages.
_SHAPES: dict[int, tuple[tuple[str, int, int, float], ...]] = {
    1: (("H", 60, 88, 58), ("H", 38, 59, 42)),
    2: (
        ("HS", 60, 84, 40),
        ("HM", 36, 60, 21),
        ("Hc", 30, 52, 12),
        ("HS", 36, 59, 9),
        ("Ho", 56, 74, 7),
        ("Ha", 52, 72, 9),
        ("Hx", 40, 66, 2),
    ),
    3: (
        ("HSc", 28, 52, 42),
        ("HSM", 40, 58, 12),
        ("HSa", 47, 66, 21),
        ("HSo", 54, 74, 8),
        ("HFM", 34, 52, 8),
        ("Hcc", 32, 48, 6),
        ("HSd", 46, 60, 3),
    ),
    4: (
        ("HScc", 30, 49, 37),
        ("HScM", 32, 52, 27),
        ("HSbl", 50, 68, 12),
        ("HSFM", 38, 56, 7),
        ("HSoa", 52, 68, 8),
        ("HSac", 46, 58, 6),
        ("HSew", 50, 66, 3),
    ),
    5: (
        ("HSccM", 32, 50, 34),
        ("HSblg", 50, 69, 33),
        ("HScFM", 32, 50, 20),
        ("HSccc", 33, 48, 8),
        ("HSewk", 52, 66, 5),
    ),
    6: (("HSccFM", 32, 48, 40), ("HSblgg", 51, 68, 44), ("HSblgM", 50, 62, 16)),
    7: (("HSblggM", 51, 62, 72), ("HScccFM", 33, 46, 28)),
    8: (("HSblggFM", 50, 58, 100),),
}
_SHAPE_CHANCES = {
    size: Weighted([(shape[:3], shape[3]) for shape in shapes]) for size, shapes in _SHAPES.items()
}
_MINORITIES = Weighted({"15": 10, "06": 3, "08": 2, "07": 1, "05": 0.5})
_DAYS_IN_YEAR = 365


@dataclass(slots=True)
class Ancestry:
    """What naming and ageing a household's next member needs to know of those before."""

    surname: str
    head_sex: str
    head_age: int
    child_surname: str = ""
    son_age: int = 0
    youngest_child: int = 0


class Registrar:
    """Brings people into being: numbers them, names them, issues their ID numbers."""

    def __init__(self) -> None:
        self.ids = IdMint()
        self.count = 0

    def person(
        self,
        rng: random.Random,
        *,
        surname: str,
        sex: str,
        born: date,
        relation: str,
        joined_on: date = BASE_DAY,
        join_reason: str = "",
    ) -> Person:
        self.count += 1
        newcomer = Person(
            number=self.count,
            name=surname + given_name(rng, sex, born.year),
            id_no=self.ids.issue(born, sex),
            sex=sex,
            born=born,
            relation=relation,
            joined_on=joined_on,
            join_reason=join_reason,
        )
        newcomer.relation_changes.append((joined_on, relation))
        return newcomer


def birthday(rng: random.Random, age: int, year: int = 2014) -> date:
    """A day that makes somebody so old at the end of the year."""
    return date(year - age, 1, 1) + timedelta(days=int(rng.random() * _DAYS_IN_YEAR))


def family(
    rng: random.Random,
    registrar: Registrar,
    *,
    size: int,
    surnames: tuple[str, ...],
    is_hui: bool,
    identified_on: date,
) -> tuple[list[Person], str]:
    """The members of one household, aged as at the end of 2014, the head first; its surname."""
    roles, youngest, oldest = _SHAPE_CHANCES[size].draw(rng)
    head_age = rng.randint(youngest, oldest)
    head_sex = MALE if rng.random() < (0.76 if "S" not in roles else 0.9) else FEMALE
    clan = Ancestry(_surname(rng, surnames, is_hui), head_sex, head_age, youngest_child=head_age)
    members = []
    for role in roles:
        surname, sex, age, relation = _ROLES[role](rng, clan)
        member = registrar.person(
            rng,
            surname=surname,
            sex=sex,
            born=birthday(rng, age),
            relation=relation,
            joined_on=identified_on,
        )
        people.furnish(member, rng)
        member.ethnicity = _ethnicity(rng, is_hui=is_hui, married_in=role in "Sl")
        if member.ethnicity == "05" and member.sex == FEMALE:
            member.name = rng.choice(DOTTED_NAMES)
        members.append(member)
    return members, clan.child_surname


def _surname(rng: random.Random, surnames: tuple[str, ...], is_hui: bool) -> str:
    if surnames and rng.random() < 0.46:
        return surnames[int(rng.random() * len(surnames))]
    return (HUI_SURNAMES if is_hui and rng.random() < 0.7 else SURNAMES).draw(rng)


def _ethnicity(rng: random.Random, *, is_hui: bool, married_in: bool) -> str:
    chance = rng.random()
    if is_hui and chance < 0.55:
        return "03"
    if married_in and chance < 0.006:
        return _MINORITIES.draw(rng)
    return "03" if chance > 0.9985 else "01"


def _head(rng: random.Random, clan: Ancestry) -> tuple[str, str, int, str]:
    clan.child_surname = clan.surname
    return clan.surname, clan.head_sex, clan.head_age, HEAD


def _spouse(rng: random.Random, clan: Ancestry) -> tuple[str, str, int, str]:
    surname = SURNAMES.draw(rng)
    sex = FEMALE if clan.head_sex == MALE else MALE
    younger = round(rng.gauss(2.4, 2.8)) * (1 if sex == FEMALE else -1)
    if sex == MALE:
        clan.child_surname = surname
    return surname, sex, max(22, clan.head_age - min(max(younger, -6), 6)), SPOUSE


def _child(rng: random.Random, clan: Ancestry) -> tuple[str, str, int, str]:
    # A son is waited for: the first child comes early, the next within some years.
    parent_age = clan.head_age
    oldest = min(parent_age - 21, clan.youngest_child - 1, 22)
    youngest = max(parent_age - 41, 0)
    age = max(0, min(oldest, rng.randint(youngest, max(youngest, oldest))))
    clan.youngest_child = age
    sex = MALE if rng.random() < 0.54 else FEMALE
    return clan.child_surname, sex, age, SON if sex == MALE else DAUGHTER


def _grown_son(rng: random.Random, clan: Ancestry) -> tuple[str, str, int, str]:
    age = max(23, min(clan.head_age - rng.randint(21, 30), 46))
    return clan.child_surname, MALE, age, SON


def _grown_daughter(rng: random.Random, clan: Ancestry) -> tuple[str, str, int, str]:
    return (
        clan.child_surname,
        FEMALE,
        max(20, min(clan.head_age - rng.randint(22, 30), 32)),
        DAUGHTER,
    )


def _married_son(rng: random.Random, clan: Ancestry) -> tuple[str, str, int, str]:
    clan.son_age = max(24, min(clan.head_age - rng.randint(21, 27), 44))
    clan.youngest_child = clan.son_age
    return clan.child_surname, MALE, clan.son_age, SON


def _daughter_in_law(rng: random.Random, clan: Ancestry) -> tuple[str, str, int, str]:
    age = max(21, clan.son_age + rng.randint(-5, 2))
    return SURNAMES.draw(rng), FEMALE, age, DAUGHTER_IN_LAW


def _married_daughter(rng: random.Random, clan: Ancestry) -> tuple[str, str, int, str]:
    clan.son_age = max(24, min(clan.head_age - rng.randint(22, 27), 40))
    return clan.child_surname, FEMALE, clan.son_age, DAUGHTER


def _son_in_law(rng: random.Random, clan: Ancestry) -> tuple[str, str, int, str]:
    return SURNAMES.draw(rng), MALE, clan.son_age + rng.randint(0, 4), SON_IN_LAW


def _grandchild_age(rng: random.Random, clan: Ancestry) -> int:
    age = max(0, min(clan.son_age - rng.randint(22, 28), clan.youngest_child - 2))
    clan.youngest_child = max(age, 2)
    return age


def _grandchild(rng: random.Random, clan: Ancestry) -> tuple[str, str, int, str]:
    sex = MALE if rng.random() < 0.54 else FEMALE
    relation = GRANDSON if sex == MALE else GRANDDAUGHTER
    return clan.child_surname, sex, _grandchild_age(rng, clan), relation


def _daughters_child(rng: random.Random, clan: Ancestry) -> tuple[str, str, int, str]:
    sex = MALE if rng.random() < 0.52 else FEMALE
    age = _grandchild_age(rng, clan)
    return SURNAMES.draw(rng), sex, age, "09" if sex == MALE else "10"


def _left_behind(rng: random.Random, clan: Ancestry) -> tuple[str, str, int, str]:
    """A grandchild whose parents work far away or are gone."""
    sex = MALE if rng.random() < 0.54 else FEMALE
    age = min(rng.randint(2, 17), clan.head_age - 42)
    return clan.child_surname, sex, max(age, 1), GRANDSON if sex == MALE else GRANDDAUGHTER


def _father(rng: random.Random, clan: Ancestry) -> tuple[str, str, int, str]:
    return clan.surname, MALE, min(clan.head_age + rng.randint(21, 29), 96), FATHER


def _mother(rng: random.Random, clan: Ancestry) -> tuple[str, str, int, str]:
    return SURNAMES.draw(rng), FEMALE, min(clan.head_age + rng.randint(19, 27), 97), MOTHER


def _brother(rng: random.Random, clan: Ancestry) -> tuple[str, str, int, str]:
    return clan.surname, MALE, max(30, clan.head_age - rng.randint(1, 9)), BROTHER


_ROLES = {
    "H": _head,
    "S": _spouse,
    "c": _child,
    "a": _grown_son,
    "d": _grown_daughter,
    "b": _married_son,
    "l": _daughter_in_law,
    "g": _grandchild,
    "o": _left_behind,
    "F": _father,
    "M": _mother,
    "x": _brother,
    "e": _married_daughter,
    "w": _son_in_law,
    "k": _daughters_child,
}
