import pytest

from organization.division_codes import ancestor, ancestors, code_range, level_of
from organization.enums import DivisionLevel


@pytest.mark.parametrize(
    ("code", "level", "low", "high"),
    [
        ("420000000000", DivisionLevel.PROVINCE, "420000000000", "429999999999"),
        ("429004000000", DivisionLevel.CITY, "429004000000", "429004999999"),
        ("429004108000", DivisionLevel.TOWNSHIP, "429004108000", "429004108999"),
        ("429004108228", DivisionLevel.VILLAGE, "429004108228", "429004108228"),
    ],
)
def test_an_area_is_a_range_of_codes(code, level, low, high):
    assert level_of(code) == level
    assert code_range(code) == (low, high)


def test_a_village_lies_in_its_township_and_not_in_the_next():
    assert code_range("429004108000").holds("429004108228")
    assert not code_range("429004108000").holds("429004109001")


def test_the_areas_above_a_village_come_nearest_first():
    assert ancestors("429004108228") == [
        "429004108228",
        "429004108000",
        "429004000000",
        "429000000000",
        "420000000000",
    ]
    assert ancestor("429004108228", DivisionLevel.CITY) == "429004000000"
