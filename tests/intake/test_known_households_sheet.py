"""Workbooks about households that stand in the register: changes, conflicts, undo."""

import datetime

import pytest

from assistance.models import Pairing
from households.models import (
    Household,
    HouseholdYear,
    Member,
    Membership,
    MemberYear,
    PovertySpan,
)
from intake.enums import Outcome
from intake.services import approval, undo
from organization.crypto import blind_index
from organization.errors import RuleError
from tests.factories import CadreFactory, DivisionFactory
from tests.intake.by_operator import bring_in, contents
from tests.intake.conftest import texts_of, work
from tests.workbooks.households import DATA_DATE, rows_of, workbook
from tests.workbooks.people import Maker

# --- households that are known -------------------------------------------------------------


def test_a_change_is_shown_field_by_field(take_in, maker):
    rows = rows_of([maker.family()])
    bring_in(workbook(rows=rows))
    old = rows[0]["phone"]

    batch = take_in(workbook(rows=[row | {"phone": "15400001111"} for row in rows]))

    row = batch.rows.get()
    assert row.outcome == Outcome.CHANGED
    assert row.changes == [{"label": "联系电话", "old": old, "new": "15400001111", "mask": "phone"}]


def test_a_change_is_written_and_undone_to_the_letter(take_in, maker, clerk, leader):
    rows = rows_of(maker.families(4))
    bring_in(workbook(rows=rows))
    before = contents()
    new = [dict(row) for row in rows]
    for row in new:
        if row["household_no"] == rows[0]["household_no"]:
            row |= {"phone": "15400001111", "net_income_per_capita": 8888, "water_safe": "是"}
        row["ethnicity"] = "回族"
    new[0] |= {"name": "覃改名", "education": "高中", "student_status": ""}
    batch = take_in(workbook(rows=new))
    approval.submit(batch, by=clerk)
    approval.approve(batch, by=leader)
    work()

    assert Household.objects.get(national_no=rows[0]["household_no"]).phone == "15400001111"
    assert Household.objects.get(national_no=rows[0]["household_no"]).head_initials == "qgm"
    assert set(Member.objects.values_list("ethnicity", flat=True)) == {"03"}
    assert contents() != before

    batch.refresh_from_db()
    undo.request_undo(batch, by=leader, reason="传错")
    work()

    assert contents() == before


def test_a_new_year_adds_rows_and_keeps_the_old_ones(maker, places):
    rows = rows_of([maker.family()])
    bring_in(workbook(rows=rows))
    before = contents()
    batch = bring_in(workbook(rows=rows), date=datetime.date(2017, 12, 31))

    assert batch.counts["changed"] == 1
    assert list(HouseholdYear.objects.values_list("data_year", flat=True)) == [2017, 2016]
    assert MemberYear.objects.count() == 2 * len(rows)
    undo.undo_batch(_undoing(batch))
    assert contents() == before


def _undoing(batch):
    type(batch).objects.filter(pk=batch.pk).update(state="undoing", undo_reason="传错")
    batch.refresh_from_db()
    return batch


def test_a_blank_cell_clears_the_year_but_leaves_what_lasts(take_in, maker):
    rows = rows_of([maker.family()])
    for row in rows:
        row |= {"work_area": "省外务工", "work_months": 3} if row["labor"] == "普通劳动力" else {}
    bring_in(workbook(rows=rows))
    phone = Household.objects.get().phone

    bring_in(workbook(rows=[row | {"phone": "", "work_area": "", "work_months": ""}
                            for row in rows]))  # fmt: skip

    assert Household.objects.get().phone == phone
    assert set(MemberYear.objects.values_list("work_area", flat=True)) == {""}


def test_a_status_changes_by_procedure_only(take_in, maker):
    rows = [row | {"status": "未脱贫"} for row in rows_of([maker.family()])]
    bring_in(workbook(rows=rows))

    batch = take_in(workbook(rows=[row | {"status": "已脱贫"} for row in rows]))

    assert batch.counts["conflict"] == 1
    assert "状态只能通过程序变更" in texts_of(batch)
    assert PovertySpan.objects.get().status == "POOR"


def test_a_household_does_not_move_by_workbook(take_in, maker, places):
    DivisionFactory(code="429004108229", name="红旗村委会")
    rows = rows_of([maker.family()])
    bring_in(workbook(rows=rows))

    batch = take_in(workbook(rows=[row | {"village": "红旗村"} for row in rows]))

    assert batch.counts["conflict"] == 1
    assert "登记在杨林尾镇 革新村" in texts_of(batch)


def test_a_household_number_of_another_township_says_the_township_and_no_more(take_in, maker):
    rows = rows_of(Maker([("张沟镇", "先锋村")], seed=2).families(1))
    bring_in(workbook(rows=rows))
    head = Household.objects.get().head_name

    batch = take_in(workbook(rows=[row | {"township": "杨林尾镇", "village": "革新村"}
                                   for row in rows]))  # fmt: skip

    assert texts_of(batch) == "该户编号已在张沟镇登记"
    assert head


def test_somebody_registered_elsewhere_is_a_conflict_that_says_no_more_than_it_must(take_in, maker):
    near, far = (
        rows_of(maker.families(1)),
        rows_of(Maker([("张沟镇", "先锋村")], seed=2).families(1)),
    )
    for row in far:
        row["household_no"], row["person_no"] = "7700000001", "77" + row["person_no"][2:]
    bring_in(workbook(rows=near + far))
    third = rows_of([maker.family()])
    third[0] |= {"identity": far[0]["identity"]}

    elsewhere = take_in(workbook(rows=third))
    third[0] |= {"identity": near[0]["identity"]}
    nearby = take_in(workbook(rows=third))

    assert "已在张沟镇登记" in texts_of(elsewhere)
    assert "7700000001" not in texts_of(elsewhere)
    assert f"（户编号{near[0]['household_no']}）" in texts_of(nearby)


def test_a_member_missing_from_the_workbook_stays_and_is_pointed_out(take_in, maker):
    family = next(f for f in maker.families(20) if len(f.members) >= 3)
    rows = [row | {"cause_main": "缺资金"} for row in rows_of([family])]
    bring_in(workbook(rows=rows))
    fewer = [row | {"size": len(rows) - 1, "phone": "15400002222"} for row in rows[:-1]]

    batch = bring_in(workbook(rows=fewer))

    assert batch.counts["changed"] == 1
    assert f"登记中的{rows[-1]['name']}不在表内" in texts_of(batch)
    assert Membership.objects.open().count() == len(rows)


def test_a_new_member_joins_and_leaves_again_with_the_undo(maker, places):
    family = next(f for f in maker.families(20) if len(f.members) >= 3)
    rows = [row | {"cause_main": "缺资金"} for row in rows_of([family])]
    bring_in(workbook(rows=[row | {"size": len(rows) - 1} for row in rows[:-1]]))
    before = contents()

    batch = bring_in(workbook(rows=rows))

    assert Membership.objects.open().count() == len(rows)
    assert Membership.objects.filter(join_reason="I9").count() == 1
    undo.undo_batch(_undoing(batch))
    assert contents() == before


def test_somebody_who_moved_counts_in_one_household_on_every_day(maker, places):
    here, there = [f for f in maker.families(20) if len(f.members) >= 3][:2]
    bring_in(workbook(rows=rows_of([there])))
    left = DATA_DATE + datetime.timedelta(days=20)
    Membership.objects.update(ends_on=left, leave_reason="D1")
    rows = rows_of([here])
    kept = {name: rows[0][name] for name in ("household_no", "identified_on", *here.values)}
    moved = rows_of([there])[-1] | kept

    bring_in(workbook(rows=[row | {"size": len(rows) + 1} for row in [*rows, moved]]))

    person = Member.objects.get(id_index=blind_index(str(moved["identity"])))
    assert person.memberships.open().get().starts_on == left


def test_head_and_spouse_may_exchange_places(maker, places):
    family = next(f for f in maker.families(30) if [m.relation for m in f.members][:2] ==
                  ["户主", "配偶"] and len(f.members) == 2)  # fmt: skip
    rows = rows_of([family])
    bring_in(workbook(rows=rows))
    before = contents()
    swapped = [row | {"relation": other["relation"]}
               for row, other in zip(rows, reversed(rows), strict=True)]  # fmt: skip

    batch = bring_in(workbook(rows=swapped), date=datetime.date(2017, 6, 30))

    assert Household.objects.get().head_name == rows[1]["name"]
    assert Membership.objects.open().heads().count() == 1
    undo.undo_batch(_undoing(batch))
    assert contents() == before


# --- between plan and commit ---------------------------------------------------------------


def test_a_household_touched_meanwhile_becomes_a_conflict_and_the_rest_is_written(
    take_in, maker, clerk, leader
):  # fmt: skip
    rows = rows_of(maker.families(2))
    bring_in(workbook(rows=rows))
    batch = take_in(workbook(rows=[row | {"phone": "15400003333"} for row in rows]))
    first = Household.objects.get(national_no=rows[0]["household_no"])
    Household.objects.filter(pk=first.pk).update(version=first.version + 1)

    approval.submit(batch, by=clerk)
    approval.approve(batch, by=leader)
    work()

    batch.refresh_from_db()
    assert (batch.counts["changed"], batch.counts["conflict"]) == (1, 1)
    assert "已被他人修改" in texts_of(batch)
    first.refresh_from_db()
    assert first.phone != "15400003333"
    assert Household.objects.exclude(pk=first.pk).get().phone == "15400003333"


def test_a_person_registered_meanwhile_becomes_a_conflict(take_in, maker, clerk, leader):
    rows = rows_of(maker.families(2))
    batch = take_in(workbook(rows=rows))
    approval.submit(batch, by=clerk)
    quicker = [dict(row) for row in rows if row["household_no"] == rows[0]["household_no"]]
    for number, row in enumerate(quicker):
        row |= {"household_no": "7700000001", "person_no": f"77000000{number:02d}"}
    bring_in(workbook(rows=quicker))

    approval.approve(batch, by=leader)
    work()

    batch.refresh_from_db()
    assert (batch.counts["new"], batch.counts["conflict"]) == (1, 1)
    assert "户内有人已登记在别处" in texts_of(batch)


def test_undo_deletes_nothing_that_something_else_refers_to(maker, places):
    batch = bring_in(workbook(maker.families(2)))
    cadre = CadreFactory()
    paired = Household.objects.first()
    Pairing.objects.create(household=paired, cadre=cadre, unit=cadre.unit, starts_on=DATA_DATE)

    said = f"^户编号{paired.national_no}{paired.head_name}.*已有结对"
    with pytest.raises(RuleError, match=said):
        undo.undo_batch(_undoing(batch))

    assert Household.objects.count() == 2
