"""The people of the demonstration city: right by the rules, accounted for, repeatable."""

import csv
import hashlib
from collections import Counter
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from households.demo.identifiers import IdMint, household_no, luhn_digit
from households.demo.livelihood import POVERTY_LINES
from households.demo.places import GEXIN, share_out
from households.demo.population import Population, build_population
from households.demo.reconciliation import reconcile
from households.demo.register import EXITED, STILL_POOR

DIVISIONS = Path(__file__).resolve().parents[2] / "organization/data/xiantao_divisions.csv"
YEAR_END = date(2016, 12, 31)
LAST = date(2019, 11, 30)


def divisions() -> list[dict[str, str]]:
    with DIVISIONS.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def city() -> Population:
    return build_population(divisions())


@pytest.fixture(scope="module")
def hamlet() -> Population:
    return build_population(divisions(), households=300)


def counted(city: Population, day: date) -> tuple[int, int]:
    """(live, poor) people, counted member by member."""
    live = poor = 0
    for household in city.households:
        if household.is_valid_on(day):
            size = household.size_on(day)
            live += size
            poor += size if household.status_on(day) in STILL_POOR else 0
    return live, poor


def lifted(city: Population, until: date) -> int:
    return sum(
        household.size_on(span.starts_on)
        for household in city.households
        for span in household.spans
        if span.status == EXITED and span.starts_on <= until
    )


def poverty_rates(city: Population, day: date) -> dict[str, float]:
    poor = Counter()
    for household in city.households:
        if household.is_valid_on(day) and household.status_on(day) in STILL_POOR:
            poor[household.place.code] += household.size_on(day)
    return {
        place.code: poor[place.code] / place.agricultural_population * 100 for place in city.places
    }


def digest(city: Population) -> str:
    facts = hashlib.sha256()
    for household in city.households:
        members = [(each.name, each.id_no, each.left_on, each.years) for each in household.members]
        facts.update(
            repr((household.household_no, household.spans, household.years, members)).encode()
        )
    return facts.hexdigest()


def test_the_whole_city_shows_the_figures_of_the_report(city):
    assert city.base_population == 81_076
    assert lifted(city, YEAR_END) == 54_051
    assert 26_500 < sum(household.is_valid_on(YEAR_END) for household in city.households) < 27_500
    assert sum(place.agricultural_population for place in city.places) == 1_138_708
    assert round(81_076 / 1_138_708 * 100, 2) == 7.12


def test_95_key_villages_of_which_58_have_exited_below_two_percent(city):
    rates = poverty_rates(city, YEAR_END)
    key = [place for place in city.places if place.is_key]

    assert len(key) == 95
    assert sum(place.exit_year <= 2016 for place in key) == 58
    assert all((rates[place.code] < 2) == (place.exit_year <= 2016) for place in key)


def test_gexin_has_34_poor_households_and_all_are_lifted(city):
    ours = [household for household in city.households if household.place.code == GEXIN]

    assert len(ours) == 34
    assert not any(household.status_on(YEAR_END) in STILL_POOR for household in ours)


def test_every_person_between_the_base_and_the_register_is_accounted_for(city):
    live, poor = reconcile(city, YEAR_END)

    assert (live.result, poor.result) == counted(city, YEAR_END)
    assert live.rows["base"] == poor.rows["base"] == 81_076
    assert poor.rows["lifted"] == 54_051
    assert all(live.rows[kind] > 0 for kind in ("born", "married_in", "died", "removed"))


def test_the_city_runs_on_to_2019(city):
    later = build_population(divisions(), until=LAST)
    live, poor = reconcile(later, LAST)

    assert poor.result == 2_914
    assert (live.result, poor.result) == counted(later, LAST)
    assert round(2_914 / 1_138_708 * 100, 2) == 0.26
    assert all(rate < 2 for rate in poverty_rates(later, LAST).values())
    assert lifted(later, YEAR_END) == 54_051, "what comes later changes nothing before"
    assert counted(later, YEAR_END) == counted(city, YEAR_END)


def test_id_numbers_are_valid_issued_to_nobody_and_never_twice(city):
    numbers = [person.id_no for person in city.people()]

    assert len(set(numbers)) == len(numbers) > 81_076
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for person in city.people():
        number = person.id_no
        assert number[:6] == "429000"
        assert number[6:14] == f"{person.born:%Y%m%d}"
        assert int(number[16]) % 2 == (person.sex == "1")
        total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
        assert number[17] == "10X98765432"[total % 11]


def test_household_and_person_numbers_are_unique_digits(city):
    ours = [household.household_no for household in city.households]
    national = [household.national_no for household in city.households]

    assert len(set(ours)) == len(set(national)) == len(ours)
    assert all(len(number) == 18 and number.isdigit() for number in ours)
    assert all(number[17] == luhn_digit(number[:17]) for number in ours)
    assert len({person.number for person in city.people()}) == sum(1 for _ in city.people())


def test_phones_are_well_formed_and_of_no_operator(city):
    phones = [household.phone for household in city.households]

    assert len(set(phones)) == len(phones)
    assert all(len(phone) == 11 and phone.startswith("1540") for phone in phones)


def test_surnames_hard_to_read_and_characters_hard_to_type_occur(city):
    names = {person.name for person in city.people()}

    for surname in ("曾", "单", "覃", "解", "仇", "区", "查", "尉迟", "欧阳"):
        assert any(name.startswith(surname) for name in names), surname
    assert any(set(name) & set("䶮㛃堃") for name in names)
    assert any(ord(char) > 0xFFFF for char in chain.from_iterable(names))
    assert any("·" in name for name in names)


def test_every_household_has_one_head_every_year(city):
    for household in city.households:
        for year in household.years:
            present = [member for member in household.members if year in member.years]
            relations = Counter(member.years[year].relation for member in present)
            assert relations["01"] == 1
            assert relations["02"] <= 1
            assert household.years[year].size == len(present)


def test_statuses_follow_one_another_day_by_day(city):
    for household in city.households:
        days = [span.starts_on for span in household.spans]
        assert days == sorted(set(days))
        assert days[0] == household.identified_on


def test_income_stands_on_the_side_of_the_line_that_the_status_says(city):
    for household in city.households:
        for year, survey in household.years.items():
            day = date(year, 12, 31)
            if household.status_on(day) == EXITED:
                assert survey.net_per_head >= POVERTY_LINES[household.exit_day.year]
            elif len(household.spans) == 1:
                assert survey.net_per_head < POVERTY_LINES[year]


def test_about_forty_faults_are_planted_each_household_once(city):
    kinds = Counter(finding.code for finding in city.planted)

    assert kinds == {"H02": 8, "M08": 7, "M17": 7, "M12": 6, "M23": 6, "H08": 4, "M14": 2}
    assert len({finding.household_no for finding in city.planted}) == 40
    assert all(
        any(finding.household_no.startswith("429004108") for finding in of_kind)
        for of_kind in ([f for f in city.planted if f.code == code] for code in kinds)
    )


def test_a_planted_patient_less_household_is_there_in_the_data(city):
    finding = next(finding for finding in city.planted if finding.code == "H02")
    household = next(h for h in city.households if h.household_no == finding.household_no)

    assert household.years[2016].cause_main == "01"
    assert not any(member.is_ill for member in household.present(YEAR_END))


def test_the_same_seed_makes_the_same_city_and_another_seed_another():
    first = build_population(divisions(), households=300)

    assert digest(first) == digest(build_population(divisions(), households=300))
    assert digest(first) != digest(build_population(divisions(), households=300, seed=7))


def test_a_small_city_has_about_as_many_households_as_asked_for(hamlet):
    assert 280 <= len(hamlet.households) <= 320
    assert sum(place.is_key for place in hamlet.places) == 95
    live, poor = reconcile(hamlet, YEAR_END)
    assert (live.result, poor.result) == counted(hamlet, YEAR_END)


def test_a_day_outside_the_story_is_refused():
    with pytest.raises(ValueError, match="2019-11-30"):
        build_population(divisions(), until=date(2020, 6, 30))


def test_one_birthday_yields_five_hundred_numbers_per_sex():
    mint = IdMint()
    numbers = {mint.issue(date(1950, 1, 1), "1") for _ in range(500)}

    assert len(numbers) == 500
    with pytest.raises(ValueError, match="used up"):
        mint.issue(date(1950, 1, 1), "1")


def test_the_vector_of_the_reference_comes_out_of_the_mint():
    mint = IdMint()

    assert "429000195001010016" in {mint.issue(date(1950, 1, 1), "1") for _ in range(500)}


def test_household_number_ends_in_its_luhn_digit():
    assert household_no("429004108206", 1) == "429004108206000018"


def test_shares_sum_to_the_whole():
    assert share_out(10, [1, 1, 1]) == [4, 3, 3]
    assert sum(share_out(1_138_708, [1.7, 2.9, 0.3])) == 1_138_708
