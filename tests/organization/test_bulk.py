"""Writing many rows: what goes in comes out, on both engines, with few statements."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organization import crypto
from organization.bulk import insert_rows, next_ids, update_rows
from organization.models import AuditEntry, Cadre, Division, Parameter, Unit
from tests.organization.conftest import CITY, START

# What PostgreSQL cannot store is refused long before; everything else must survive COPY.
TEXT = st.text(
    st.characters(blacklist_characters="\x00", blacklist_categories=("Cs",)), max_size=40
)
COLUMNS = ["code", "name", "kind", "division_id", "starts_on", "ends_on"]


def unit_row(code, name="单位"):
    return (code, name, "department", CITY, START, None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(name=TEXT)
def test_any_text_survives(city, name):
    Unit.objects.all().delete()

    insert_rows(Unit, COLUMNS, [unit_row("U1", name)])

    assert Unit.objects.get().name == name


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXT,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
        max_leaves=5,
    ).filter(lambda value: value is not None)
)
def test_any_json_survives(city, value):
    Parameter.objects.all().delete()

    insert_rows(
        Parameter, ["key", "division_id", "value", "starts_on"], [("k", CITY, value, START)]
    )

    assert Parameter.objects.get().value == value


def test_columns_left_out_take_their_default_and_dates_come_back_as_dates(city):
    insert_rows(Unit, COLUMNS, [("U1", "甲", "department", CITY, START, datetime.date(2017, 1, 1))])

    unit = Unit.objects.get()
    assert (unit.short_name, unit.superior_id) == ("", None)
    assert (unit.starts_on, unit.ends_on) == (START, datetime.date(2017, 1, 1))


def test_protected_columns_are_encrypted_and_their_index_is_filled(city, unit):
    home = unit("U1")

    insert_rows(
        Cadre, ["number", "name", "unit_id", "phone"], [("G1", "张三", home.pk, "13907280001")]
    )

    cadre = Cadre.objects.get()
    assert cadre.phone == "13907280001"
    assert cadre.phone_tail == crypto.tail_index("0001")


def test_an_update_writes_values_and_their_index(city, unit):
    home = unit("U1")
    first = Cadre.objects.create(number="G1", name="张三", unit=home, phone="13907280001")
    other = Cadre.objects.create(number="G2", name="李四", unit=home, phone="13907280002")

    changed = update_rows(Cadre, ["name", "phone"], [(first.pk, "张山", "13907289999")])

    first.refresh_from_db()
    other.refresh_from_db()
    assert changed == 1
    assert (first.name, first.phone) == ("张山", "13907289999")
    assert first.phone_tail == crypto.tail_index("9999")
    assert (other.name, other.phone_tail) == ("李四", crypto.tail_index("0002"))


def test_an_update_by_a_code_key_works_too(city):
    update_rows(Division, ["name_local"], [(CITY, "沔阳")])

    assert Division.objects.get(code=CITY).name_local == "沔阳"


@pytest.mark.parametrize("count", [1, 300])
def test_the_number_of_statements_does_not_grow(city, count, django_assert_num_queries):
    rows = [unit_row(f"U{n}", f"单位{n}") for n in range(count)]

    with django_assert_num_queries(1):
        assert insert_rows(Unit, COLUMNS, rows) == count
    updates = [(pk, "新") for pk in Unit.objects.values_list("pk", flat=True)]
    with django_assert_num_queries(4):
        assert update_rows(Unit, ["short_name"], updates) == count


def test_reserved_numbers_are_nobody_elses(city):
    reserved = next_ids(Unit, 3)

    insert_rows(
        Unit,
        ["id", *COLUMNS],
        [(pk, *unit_row(f"R{n}", f"预留{n}")) for n, pk in enumerate(reserved)],
    )
    later = Unit.objects.create(
        code="L", name="后来", kind="department", division_id=CITY, starts_on=START
    )

    assert len(set(reserved)) == 3
    assert later.pk not in reserved
    assert not set(next_ids(Unit, 2)) & {*reserved, later.pk}


def test_a_row_that_breaks_a_constraint_writes_nothing_of_its_batch(city):
    with pytest.raises(Exception, match=r"(?i)unique"):
        insert_rows(Unit, COLUMNS, [unit_row("U1", "甲"), unit_row("U1", "乙")])


def test_moments_come_back_as_the_same_moment(city):
    at = datetime.datetime(2016, 12, 31, 23, 59, 59, 123456, tzinfo=datetime.UTC)

    columns = ["at", "verb", "subject_kind", "subject_id", "division_code"]
    insert_rows(AuditEntry, columns, [(at, "x", "y", "1", CITY)])

    assert AuditEntry.objects.get().at == at
