"""What the database itself holds of the village register, and time at its edges."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from tests.factories import (
    GEXIN,
    XIANFENG,
    AttendanceMonthFactory,
    CadreFactory,
    KeyVillageFactory,
    PostingFactory,
    VillageFactory,
)
from villages.enums import PostingRole
from villages.models import KeyVillage, Village

pytestmark = pytest.mark.django_db
EXIT_DAY = datetime.date(2016, 11, 30)
ONE_DAY = datetime.timedelta(days=1)


def refused(constraint: str):
    """The database refuses, naming the constraint (SQLite names it for CHECKs only)."""
    return pytest.raises(IntegrityError, match=f"{constraint}|UNIQUE constraint failed")


def test_an_exited_village_keeps_its_designation():
    KeyVillageFactory(at=GEXIN, exited=True)
    KeyVillageFactory(at=XIANFENG)
    VillageFactory()

    assert Village.objects.key(EXIT_DAY).count() == 2
    assert not Village.objects.exited(EXIT_DAY - ONE_DAY).exists()
    assert Village.objects.exited(EXIT_DAY).get().pk == GEXIN
    assert Village.objects.to_go(EXIT_DAY).get().pk == XIANFENG
    assert KeyVillage.objects.as_of(EXIT_DAY).not_exited(EXIT_DAY - ONE_DAY).count() == 2


def test_a_designation_withdrawn_no_longer_counts():
    KeyVillageFactory(at=GEXIN, ends_on=EXIT_DAY)

    assert Village.objects.key(EXIT_DAY - ONE_DAY).exists()
    assert not Village.objects.key(EXIT_DAY).exists()


def test_a_village_is_designated_once():
    KeyVillageFactory(at=GEXIN)

    with refused("villages_keyvillage_one_open"), transaction.atomic():
        KeyVillageFactory(at=GEXIN)


def test_a_village_cannot_exit_before_it_was_designated():
    with refused("villages_keyvillage_exit_after_designation"), transaction.atomic():
        KeyVillageFactory(exited_on=datetime.date(2014, 10, 1))


def test_a_village_has_one_first_secretary_and_as_many_members_as_it_likes():
    PostingFactory(at=GEXIN)

    with refused("villages_posting_one_first_secretary"), transaction.atomic():
        PostingFactory(at=GEXIN)
    assert PostingFactory(at=GEXIN, role=PostingRole.MEMBER).pk
    assert PostingFactory(at=GEXIN, role=PostingRole.MEMBER).pk


def test_a_cadre_has_one_village():
    cadre = CadreFactory()
    PostingFactory(at=GEXIN, cadre=cadre)

    with refused("villages_posting_one_open_per_cadre"), transaction.atomic():
        PostingFactory(at=XIANFENG, cadre=cadre)


def test_a_posting_ends_with_a_reason():
    with refused("villages_posting_end_has_reason"), transaction.atomic():
        PostingFactory(ends_on=EXIT_DAY)


def test_the_successor_is_on_post_the_day_his_predecessor_is_relieved():
    first = PostingFactory(at=GEXIN, ends_on=EXIT_DAY, end_reason="term")
    second = PostingFactory(at=GEXIN, starts_on=EXIT_DAY)

    before = Village.objects.for_list(EXIT_DAY - ONE_DAY).get()
    after = Village.objects.for_list(EXIT_DAY).get()

    assert (before.secretary_name, before.secretary_since) == (first.cadre.name, first.starts_on)
    assert (after.secretary_name, after.secretary_since) == (second.cadre.name, EXIT_DAY)


@pytest.mark.parametrize("days", [-1, 32])
def test_a_month_has_no_more_days_than_a_month(days):
    with refused("villages_attendancemonth_fits_a_month"), transaction.atomic():
        AttendanceMonthFactory(counted_days=days)


def test_a_place_is_called_as_people_call_it():
    village = VillageFactory(code=GEXIN)

    assert str(village) == "革新村"
    village.division.name_local = "双剅村"
    assert str(village) == "双剅村"
