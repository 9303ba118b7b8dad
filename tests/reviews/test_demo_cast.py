"""What the demonstration's helpers, projects and letters promise, before anything is written."""

import csv
from collections import Counter
from datetime import date

import pytest

from households.demo.population import Population, build_population
from organization.parameters import DEFINITIONS
from organization.permissions import ROLE_PERMISSIONS, Permission
from organization.services.start import DIVISIONS_FILE
from reviews.demo import accounts, cast, commitments, ledger, works

YEAR_END = date(2016, 12, 31)
SEED = 2016


def town(until: date = YEAR_END) -> Population:
    with DIVISIONS_FILE.open(encoding="utf-8") as file:
        return build_population(csv.DictReader(file), households=2500, until=until)


@pytest.fixture(scope="module")
def population() -> Population:
    return town()


@pytest.fixture(scope="module")
def people(population) -> cast.Cast:
    return cast.assemble(population.places, SEED, 0.1)


@pytest.fixture(scope="module")
def patrons(population, people):
    return commitments.patronages(population, people, SEED)


@pytest.fixture(scope="module")
def pairings(population, people, patrons):
    return commitments.pair_households(population, people, patrons, SEED)


def test_units_have_different_names_and_codes(people):
    assert len({unit.name for unit in people.units}) == len(people.units)
    assert len({unit.code for unit in people.units}) == len(people.units)


def test_the_caps_are_those_of_the_parameter():
    assert DEFINITIONS["pairing_cap"].default == cast.CAPS


def test_nobody_helps_more_households_than_the_rank_allows(pairings):
    helped = Counter(pairing.cadre.number for pairing in pairings if pairing.ends_on is None)
    ranks = {pairing.cadre.number: pairing.cadre.rank for pairing in pairings}

    assert all(count <= cast.CAPS[ranks[number]] for number, count in helped.items())


def test_a_household_has_one_helper_at_a_time_and_a_handover_leaves_no_gap(pairings):
    now = Counter(pairing.household.number for pairing in pairings if pairing.ends_on is None)
    handed_over = [pairing for pairing in pairings if pairing.follows]

    assert set(now.values()) == {1}
    assert handed_over
    assert all(pairing.starts_on == pairing.follows.ends_on for pairing in handed_over)


def test_visits_fall_into_the_pairing_and_nearly_everybody_is_visited(pairings):
    visits = list(commitments.visits(pairings, YEAR_END, SEED))
    december = {visit.pairing.household.number for visit in visits if visit.day.month == 12}
    helped = sum(pairing.ends_on is None for pairing in pairings)

    assert all(
        visit.pairing.starts_on <= visit.day
        and (visit.pairing.ends_on is None or visit.day < visit.pairing.ends_on)
        for visit in visits
    )
    assert 0.93 < len(december) / helped < 1


def test_each_key_village_has_one_first_secretary_who_is_a_party_member(population, patrons):
    postings = commitments.post_to_villages(population, patrons, SEED)
    on_post = [each for each in postings if each.role == "FIRST_SECRETARY" and not each.ends_on]

    assert len({posting.village for posting in on_post}) == len(on_post) == 95
    assert all(posting.cadre.is_party_member for posting in on_post)
    assert len({posting.cadre.number for posting in postings}) == len(postings)


def test_every_yuan_of_the_report_is_in_a_project(population, people):
    sources, projects = works.build(population, people, SEED)

    assert len(projects) == 512
    assert sum(source.amount for source in sources) == 200_000_000
    assert sum(s.amount for s in sources if s.fund_class == "F30") == 110_000_000
    assert sum(project.amount for project in projects) == 200_000_000
    assert all(source.paid <= source.allocated <= source.amount for source in sources)


def test_34_households_of_gexin_grow_peaches_for_more_than_5000_yuan_a_mu(population, people):
    _, projects = works.build(population, people, SEED)
    orchard = next(project for project in projects if project.is_orchard)

    assert len({benefit.household.number for benefit in orchard.benefits}) == 34
    assert all(benefit.amount / benefit.area_mu > 5000 for benefit in orchard.benefits)


def test_2016_has_five_letters_twelve_interviews_five_sanctions(population, people, patrons):
    kept = ledger.keep(population, people, patrons, SEED)

    assert sum(notice.kind == "L2" for notice in kept.notices) == 5
    assert len(kept.interviews) == len({one.unit.number for one in kept.interviews}) == 12
    assert len(kept.sanctions) == 5


def test_accounts_exist_before_anybody_was_posted_or_paired():
    early = town(date(2014, 12, 31))
    people = cast.assemble(early.places, SEED, 0.1)

    known = accounts.accounts(people, [], [])

    assert {"secretary", "helper"} <= {account.username for account in known}
    assert len({account.cadre.number for account in known}) == len(known) == 15


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Permission.IMPORT_UPLOAD, Permission.IMPORT_APPROVE),
        (Permission.NOTICE_ISSUE, Permission.NOTICE_ACCEPT),
        (Permission.REVIEW_BUILD, Permission.REVIEW_APPROVE),
    ],
)
def test_what_takes_two_people_finds_a_second_account(people, first, second):
    found = accounts.accounts(people, [], [])

    for one in found:
        if first in ROLE_PERMISSIONS[one.role]:
            others = [other for other in found if second in ROLE_PERMISSIONS[other.role]]
            assert [other for other in others if other is not one]
