"""The demonstration city in the database: what was invented is what the registers answer."""

import datetime
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accountability.models import Notice
from assistance.selectors.coverage import uncovered_households
from households.demo.reconciliation import reconcile as reconcile_facts
from households.models import Household
from intake.models import CheckResult
from organization.errors import RuleError
from organization.models import DemoClock, User
from organization.permissions import Permission
from organization.working_date import fixed_working_date, working_date
from reviews.demo.accounts import PASSWORD, TOWNSHIP, VILLAGE
from reviews.demo.city import City, load_city
from reviews.models import IndicatorValue
from reviews.selectors.reconciliation import reconcile
from tests.factories import CITY

DAY = datetime.date(2016, 12, 31)


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker) -> City:
    """A hamlet of some 300 households, loaded once for the tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_city(300, months_of_figures=1)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def figures(city, django_db_blocker) -> dict[str, dict]:
    """What `manage.py indicators --date 2016-12-31 --json` says of the city."""
    said = StringIO()
    with django_db_blocker.unblock():
        call_command("indicators", "--date", str(DAY), "--json", stdout=said)
    return {one["code"]: one for one in json.loads(said.getvalue())["indicators"]}


@pytest.fixture(autouse=True)
def demo_day(city, db):
    with fixed_working_date():
        yield


def test_the_clock_stands_at_the_end_of_2016():
    assert DemoClock.objects.get().day == DAY
    assert working_date() == DAY


def test_95_key_villages_58_exited_37_to_go_95_first_secretaries(figures):
    counts = {code: int(float(figures[code]["numerator"])) for code in figures}

    assert [counts[code] for code in ("V95", "V58", "V37", "S95")] == [95, 58, 37, 95]


def test_letters_interviews_sanctions_projects_and_money_are_the_reports(figures):
    counts = {code: int(float(figures[code]["numerator"])) for code in figures}

    assert [counts[code] for code in ("A05", "A12", "A05P")] == [5, 12, 5]
    assert counts["P01"] == 512
    assert counts["F01"] == 110_000_000
    assert counts["F02"] == 200_000_000


def test_the_register_counts_what_was_invented(city, figures):
    live, poor = reconcile_facts(city.population, DAY)

    assert int(float(figures["K00"]["numerator"])) == city.population.base_population
    assert int(float(figures["K01P"]["numerator"])) == live.result
    assert int(float(figures["K02P"]["numerator"])) == poor.result
    assert int(float(figures["K05N"]["numerator"])) == poor.rows["lifted"]


def test_both_reconciliations_are_exact_and_agree(city):
    told_live, told_poor = reconcile(DAY, CITY)
    live, poor = reconcile_facts(city.population, DAY)

    assert told_live.is_exact
    assert told_poor.is_exact
    assert (told_live.base, told_live.result) == (live.rows["base"], live.result)
    assert (told_poor.base, told_poor.result) == (poor.rows["base"], poor.result)


def test_the_four_full_coverages_are_full_and_households_a_little_below(city, figures):
    shares = {
        code: (float(figures[code]["numerator"]), float(figures[code]["denominator"]))
        for code in ("C1", "C2", "C3", "C5", "K08")
    }

    assert all(shares[code][0] == shares[code][1] > 0 for code in ("C1", "C2", "C3", "C5"))
    covered, total = shares["K08"]
    assert total - covered == len(city.uncovered) > 0


def test_the_uncovered_households_are_the_known_ones(city):
    found = uncovered_households(DAY, CITY).values_list("household_no", flat=True)

    assert set(found) == city.uncovered


def test_the_checks_find_what_was_planted(city):
    numbers = dict(Household.objects.values_list("pk", "household_no"))
    planted = {(finding.code, finding.household_no) for finding in city.population.planted}
    found = {
        (code, numbers[int(subject)])
        for code, subject in CheckResult.objects.filter(
            subject_kind="households.household"
        ).values_list("code", "subject_id")
    }

    # The check of helpers reads the pairings: it finds the uncovered households besides.
    assert {finding for finding in found if finding[0] != "H11"} == planted
    assert {number for code, number in found if code == "H11"} <= city.uncovered


@pytest.mark.parametrize(
    "name",
    [
        "leader", "office", "supervisor", "supervisor2", "discipline", "organizer", "township",
        "town_clerk2", "town_leader", "secretary", "village", "helper", "department",
        "enterprise", "admin",
    ],
)  # fmt: skip
def test_every_account_signs_in_with_the_demonstration_password(client, name):
    assert client.login(username=name, password=PASSWORD)
    assert User.objects.get(username=name).permissions


def seen_by(name: str) -> set[str]:
    user = User.objects.get(username=name)
    rows = Household.objects.visible_to(user, Permission.HOUSEHOLD_VIEW)
    return set(rows.values_list("village_id", flat=True))


def test_a_township_sees_its_own_households_and_a_village_its_own():
    assert {code[:9] for code in seen_by("township")} == {TOWNSHIP[:9]}
    assert seen_by("village") == {VILLAGE}
    assert len(seen_by("office")) > len(seen_by("township"))


def test_the_helper_sees_the_households_he_helps_and_no_other():
    helper = User.objects.get(username="helper")
    mine = Household.objects.visible_to(helper, Permission.HOUSEHOLD_VIEW)

    assert mine.count() == helper.cadre.pairings.as_of(DAY).count() >= 2


def test_a_letter_waits_for_the_department_and_one_for_the_township():
    department = User.objects.get(username="department")
    waiting = Notice.objects.visible_to(department, Permission.NOTICE_REPLY).with_unit()

    assert [(notice.kind, notice.state) for notice in waiting] == [("L2", "received")]
    assert Notice.objects.filter(division_id=TOWNSHIP, state="sent").exists()
    assert Notice.objects.overdue(DAY).filter(division_id=TOWNSHIP).count() == 1


def test_the_figures_of_the_day_are_kept():
    kept = IndicatorValue.objects.filter(indicator="V58", division_code=CITY, day=DAY)

    assert kept.get().numerator == 58


def test_a_second_load_is_refused_with_a_sentence():
    with pytest.raises(CommandError, match="已有演示城市（演示日期2016-12-31）"):
        call_command("load_demo", "--households", "300")


def test_a_real_register_is_never_mixed_with_invented_people():
    DemoClock.objects.all().delete()

    with pytest.raises(RuleError, match="已有正式数据"):
        load_city(300)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [({"until": datetime.date(2021, 1, 1)}, "2019-11-30"), ({"households": 0}, "户数应在1至")],
)
def test_what_cannot_be_invented_is_refused(options, sentence, monkeypatch):
    monkeypatch.setattr("reviews.demo.city._check_empty", lambda: None)

    with pytest.raises(RuleError, match=sentence):
        load_city(**{"households": 300, **options})


def test_no_letter_went_out_with_words_left_to_fill_in():
    sent = Notice.objects.exclude(number="")

    assert sent.exists()
    assert not sent.filter(reporting__contains="【").exists()
