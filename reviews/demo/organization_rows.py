"""Divisions, units, cadres and their posts, parameters, written set-based."""

from dataclasses import dataclass, field
from datetime import date

from households.demo.livelihood import POVERTY_LINES
from households.demo.population import Population
from households.demo.register import FIRST_DAY
from organization.bulk import insert_rows, next_ids
from organization.models import Cadre, CadrePost, Parameter, Unit
from organization.pinyin import initials
from reviews.demo.cast import CITY, MEMBER, Cast

UNITS_SINCE = date(2010, 1, 1)


@dataclass
class OrganizationKeys:
    """Primary keys of units and cadres, by their places in the cast."""

    units: list[int] = field(default_factory=list)
    cadres: list[int] = field(default_factory=list)


def write_cast(cast: Cast) -> OrganizationKeys:
    """Write units, cadres and the posts of those who answer for something."""
    keys = OrganizationKeys(
        next_ids(Unit, len(cast.units)),
        next_ids(Cadre, len(cast.cadres)),
    )
    insert_rows(
        Unit,
        ["id", "code", "name", "short_name", "kind", "division_id", "superior_id", "starts_on"],
        (
            (
                keys.units[unit.number], unit.code, unit.name, _short(unit.name), unit.kind,
                unit.division, None, UNITS_SINCE,
            )
            for unit in cast.units
        ),
    )  # fmt: skip
    insert_rows(
        Cadre,
        [
            "id", "number", "name", "initials", "sex", "birth_year", "is_party_member", "unit_id",
            "rank", "title", "phone",
        ],
        (
            (
                keys.cadres[cadre.number], f"G{cadre.number + 1:05d}", cadre.name,
                initials(cadre.name), cadre.sex, cadre.birth_year, cadre.is_party_member,
                keys.units[cadre.unit.number], cadre.rank, cadre.title, cadre.phone,
            )
            for cadre in cast.cadres
        ),
    )  # fmt: skip
    insert_rows(
        CadrePost,
        ["cadre_id", "unit_id", "title", "duty", "starts_on", "document_no"],
        (
            (
                keys.cadres[cadre.number], keys.units[cadre.unit.number], cadre.title, cadre.duty,
                date(2014, 3, 1), "",
            )
            for cadre in cast.cadres
            if cadre.duty != MEMBER
        ),
    )  # fmt: skip
    return keys


def _short(name: str) -> str:
    if name == "仙桃市人民政府":
        return "市人民政府"  # the bare name is the city's
    return name.removesuffix("人民政府").removesuffix("有限公司").removeprefix("湖北")


def write_parameters(population: Population) -> None:
    """Lines by year, and the base of 2014 by city, township and village as it was counted."""
    rows = []
    for year, line in POVERTY_LINES.items():
        if year <= population.until.year:
            ends_on = date(year + 1, 1, 1) if year < population.until.year else None
            rows.append(
                (
                    "exit_income_line", CITY, f"{line}.00", date(year, 1, 1), ends_on,
                    "2800×1.06ⁿ系列（演示取值），以省扶贫办当年文件为准",
                )
            )  # fmt: skip
    provenance = "演示城市户台账在2014年底的计数"
    for code, people in _base_by_division(population).items():
        rows.append(("base_population_2014", code, people, FIRST_DAY, None, provenance))
    insert_rows(
        Parameter, ["key", "division_id", "value", "starts_on", "ends_on", "provenance"], rows
    )


def _base_by_division(population: Population) -> dict[str, int]:
    base: dict[str, int] = {CITY: 0}
    for household in population.households:
        people = household.size_on(FIRST_DAY)
        for code in (CITY, household.place.township, household.place.code):
            base[code] = base.get(code, 0) + people
    return base
