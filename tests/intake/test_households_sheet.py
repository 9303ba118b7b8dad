"""The households sheet: what a workbook makes of the register, and what it must not."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistance.models import Pairing
from households.enums import Relation
from households.models import (
    Household,
    HouseholdYear,
    IncomeYear,
    LivingConditionYear,
    Member,
    Membership,
    MemberYear,
    MonitoringCase,
    PovertySpan,
    ValiditySpan,
)
from households.services.numbers import household_number
from households.sheets import HOUSEHOLDS
from households.sheets.columns import LAYOUT_2016, LAYOUT_2021
from intake.enums import Outcome
from intake.identity import check_character
from intake.models import ImportBatch
from intake.reports import error_workbook, export_workbook
from intake.services import approval, plan, undo
from intake.services.operator import import_file
from organization.crypto import blind_index
from organization.errors import RuleError
from organization.working_date import fixed_working_date
from tests.factories import CITY, GEXIN, CadreFactory, DivisionFactory
from tests.intake.conftest import messages_of, texts_of, work
from tests.workbooks.households import DATA_DATE, Style, rows_of, workbook
from tests.workbooks.people import Maker

NEW_YEAR_2022 = datetime.date(2022, 1, 1)
REGISTER = (
    Household, Member, Membership, HouseholdYear, MemberYear, IncomeYear, LivingConditionYear,
    PovertySpan, ValiditySpan, MonitoringCase,
)  # fmt: skip


def bring_in(
    content: bytes, *, commit: bool = True, date: datetime.date = DATA_DATE, on=None
) -> ImportBatch:
    """The operator's way: plan and write at once, on the data date or `on` a later day."""
    with fixed_working_date(on or date):
        result = import_file(
            "households", "表.xlsx", content, by=None, data_date=date, commit=commit
        )
    return result.batch


def changed(rows, **values):
    """Set cells of the first row of a workbook."""

    def edit(found):
        found[0].update(values)

    copy = [dict(row) for row in rows]
    edit(copy)
    return workbook(rows=copy)


def contents() -> dict:
    """Every row of the register; the lock counter aside."""
    return {
        model.__name__: sorted(
            tuple(value for name, value in row.items() if name != "version")
            for row in model.objects.values()
        )
        for model in REGISTER
    }


# --- new households ------------------------------------------------------------------------


def test_every_column_of_the_national_layout_lands_where_it_belongs(places, maker):
    rows = rows_of([maker.family()])
    rows = [row | {"size": 1} for row in rows[:1]]
    rows[0] |= {
        "household_no": "42900000000001", "person_no": "4290000000000001", "name": "曾凡军",
        "identity": "429000195001010016", "relation": "户主", "ethnicity": "回族",
        "education": "初中", "student_status": "", "health": "长期慢性病、残疾",
        "labor": "普通劳动力", "work_area": "省外务工", "work_months": 8.0,
        "serious_illness_insured": "是", "status": "已脱贫（享受政策）", "attribute": "低保贫困户",
        "cause_main": "因病", "is_dangerous_house": "否", "water_safe": "是",
        "water_difficult": "否", "net_income_per_capita": "3,450.5", "phone": "07283222222",
        "natural_village": "东湾",
    }  # fmt: skip

    bring_in(workbook(rows=rows))

    household = Household.objects.get()
    assert (household.national_no, household.village_id) == ("42900000000001", GEXIN)
    assert household.household_no == household_number(GEXIN, 1)
    assert (household.head_name, household.head_initials) == ("曾凡军", "zfj")
    assert (household.natural_village, household.phone) == ("东湾", "07283222222")
    member = Member.objects.get()
    assert (member.id_no, member.sex) == ("429000195001010016", "1")
    assert (member.birth_date, member.ethnicity) == (datetime.date(1950, 1, 1), "03")
    survey = MemberYear.objects.get()
    assert (survey.data_year, survey.education, survey.health) == (2016, "03", "02,04")
    assert (survey.labor, survey.work_area, survey.work_months) == ("01", "04", 8)
    assert survey.serious_illness_insured is True
    year = HouseholdYear.objects.get()
    assert (year.size, year.attribute, year.cause_main) == (1, "DIBAO", "01")
    assert IncomeYear.objects.get().net_income_per_capita == Decimal("3450.50")
    living = LivingConditionYear.objects.get()
    assert (living.is_dangerous_house, living.water_safe, living.water_difficult) == (
        False, True, False,
    )  # fmt: skip
    assert PovertySpan.objects.get().status == "EXITED_WITH_POLICY"
    assert ValiditySpan.objects.get().validity == "VALID"
    assert Membership.objects.get().relation == Relation.HEAD


def test_the_later_layout_brings_its_dates_and_the_monitored(places, maker):
    rows = rows_of([maker.family()])
    for row in rows:
        row |= {
            "household_type": "脱贫户", "monitoring_kind": "脱贫不稳定户", "eliminated": "否",
            "risk_identified_on": "202105", "identified_on": datetime.date(2014, 11, 30),
            "member_identified_on": 41973.0, "data_date": "2021年12月31日",
        }  # fmt: skip

    bring_in(workbook(rows=rows, layout=LAYOUT_2021), on=NEW_YEAR_2022)

    case = MonitoringCase.objects.get()
    assert (case.kind, case.identified_on) == ("UNSTABLE", datetime.date(2021, 5, 1))
    assert Household.objects.get().identified_on == datetime.date(2014, 11, 30)
    assert set(Member.objects.values_list("identified_on", flat=True)) == {
        datetime.date(2014, 11, 30)
    }
    assert HouseholdYear.objects.get().data_year == 2021
    assert MonitoringCase.objects.get().eliminated_on is None


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"risk_identified_on": "20190501"}, "防止返贫监测自2020-03-20开始，识别时间不能在此之前"),
        ({"eliminated": "是", "eliminated_on": "20210501"}, "风险消除时间须晚于识别时间2021-05-01"),
        ({"monitoring_kind": "边缘易致贫户"}, "边缘易致贫户须未曾建档立卡"),
    ],
)
def test_a_household_comes_under_watch_by_workbook_as_by_hand(take_in, maker, values, sentence):
    rows = rows_of([maker.family()])
    for row in rows:
        row |= {
            "household_type": "脱贫户", "monitoring_kind": "脱贫不稳定户", "eliminated": "否",
            "risk_identified_on": "20210501", "data_date": "2021年12月31日", **values,
        }  # fmt: skip

    with fixed_working_date(NEW_YEAR_2022):
        batch = take_in(workbook(rows=rows, layout=LAYOUT_2021))

    assert batch.counts["error"] == 1
    assert sentence in texts_of(batch)


def test_a_certificate_number_gives_the_id_and_the_certificate(places, maker):
    rows = rows_of([maker.family()])
    rows[0]["identity"] += "43"

    bring_in(workbook(rows=rows))

    head = Member.objects.get(memberships__relation=Relation.HEAD)
    assert len(head.id_no) == 18
    assert MemberYear.objects.get(member=head).disability_no == head.id_no + "43"


# --- mistakes, each at its cell ------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("identity", "429000195001010017", "校验不通过"),
        ("identity", "42900019500101001", "应为18位，现为17位"),
        ("identity", "429000195013010016", "出生日期不存在"),
        ("identity", 4.29000195001010e17, "后几位已丢失"),
        ("identity", "4.29E+17", "后几位已丢失"),
        ("identity", "", "新增人员应填写证件号码"),
        ("health", "亚健康", "不在可选范围"),
        ("relation", "邻居", "不在可选范围"),
        ("work_months", 14, "应在0至12之间"),
        ("net_income_per_capita", "三千", "应为数字"),
        ("net_income_per_capita", 250000, "应大于0"),
        ("phone", "1380000", "不是有效的电话号码"),
        ("village", "不存在村", "没有“不存在村”"),
        ("village", "先锋村", "没有“先锋村”"),
        ("township", "张沟乡镇", "没有“张沟乡镇”（是否为张沟镇？）"),
        ("county", "潜江市", "不属于本市"),
        ("size", 9, "请补齐成员或改正人数"),
        ("name", "", "姓名没有填写"),
        ("name", "Zhang3", "应为2至25个汉字"),
        ("household_no", "", "户编号没有填写"),
        ("status", "", "新增的户必须填写"),
        ("serious_illness_insured", "也许", "请填写“是”或“否”"),
    ],
)
def test_a_mistake_is_named_at_its_cell(take_in, maker, field, value, sentence):
    rows = [row | {field: value} if row["relation"] == "户主" or field in {"status", "village"}
            else row for row in rows_of([maker.family()])]  # fmt: skip

    batch = take_in(workbook(rows=rows))

    assert batch.counts["new"] == 0
    assert sentence in texts_of(batch)
    told = [problem for problem in messages_of(batch) if sentence in problem["text"]]
    label = LAYOUT_2016.by_name[field].label
    assert told[0]["column"] == label


@pytest.mark.parametrize("field", ["identified_on", "member_identified_on", "risk_identified_on"])
def test_a_day_after_the_data_date_is_named_at_its_cell(places, maker, field):
    rows = rows_of([maker.family()])
    for row in rows:
        row |= {"household_type": "脱贫户", "data_date": "2021年12月31日", field: "2022-01-01"}

    batch = bring_in(workbook(rows=rows, layout=LAYOUT_2021), on=NEW_YEAR_2022)

    assert "晚于数据日期2021-12-31：请核对" in texts_of(batch)
    assert not Household.objects.exists()


def test_a_workbook_of_a_day_to_come_is_refused_whole(places, maker):
    rows = [row | {"data_date": "2099-12-31"} for row in rows_of([maker.family()])]

    with pytest.raises(RuleError, match="数据日期2099-12-31晚于今天"):
        bring_in(workbook(rows=rows, layout=LAYOUT_2021))

    assert not Household.objects.exists()


def test_all_problems_are_gathered_at_once(take_in, maker):
    rows = rows_of(maker.families(3))
    rows[0]["identity"], rows[1]["health"], rows[0]["work_months"] = "429", "好", 99

    batch = take_in(workbook(rows=rows))

    assert len(messages_of(batch)) >= 3
    assert (batch.counts["error"], batch.counts["new"]) == (1, 2)


def test_checks_fire_only_on_columns_that_the_layout_carries(take_in, maker):
    rows = rows_of([maker.family()])
    rows[0] |= {"work_months": 5, "work_area": "", "labor": "普通劳动力", "student_status": "",
                "health": "健康"}  # fmt: skip

    wrong = take_in(workbook(rows=rows))
    later = [row | {"household_type": "脱贫户"} for row in rows]
    fine = take_in(workbook(rows=later, layout=LAYOUT_2021))

    assert "填写了务工时间，应填写务工状况" in texts_of(wrong)
    assert "务工状况" not in texts_of(fine)


def test_another_townships_village_is_refused_row_by_row(take_in, maker):
    theirs = Maker([("张沟镇", "先锋村")], seed=2).families(2)
    for family in theirs:
        family.household_no = "9" + family.household_no[1:]
        for person in family.members:
            person.person_no = "9" + person.person_no[1:]
    strangers = rows_of(theirs)

    batch = take_in(workbook(rows=rows_of(maker.families(1)) + strangers))

    refused = [p for p in messages_of(batch) if "不在您的管辖范围" in p["text"]]
    assert len(refused) == len(strangers)
    assert (batch.counts["new"], batch.counts["error"]) == (1, 2)


def test_the_same_person_twice_in_a_workbook_is_named_on_both_rows(take_in, maker):
    rows = rows_of(maker.families(2))
    rows[-1]["identity"] = rows[0]["identity"]

    batch = take_in(workbook(rows=rows))

    doubled = [p["row"] for p in messages_of(batch) if "重复" in p["text"]]
    assert sorted(doubled) == [2, len(rows) + 1]


# --- names of places -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["革新村", "革新村委会", "革新村民委员会", "革新", " 革新 村", "429004108228"]
)
def test_a_village_is_found_as_people_write_it(take_in, maker, name):
    rows = [row | {"village": name} for row in rows_of([maker.family()])]

    assert take_in(workbook(rows=rows)).counts["new"] == 1


def test_a_name_that_fits_two_villages_is_asked_and_never_guessed(take_in, maker, clerk):
    DivisionFactory(code="429004108230", name="革新社区居委会")
    rows = [row | {"village": "革新"} for row in rows_of(maker.families(2))]
    batch = take_in(workbook(rows=rows))

    assert batch.counts["new"] == 0
    (question,) = batch.questions
    assert question["count"] == len(rows)
    assert {code for code, _ in question["options"]} == {GEXIN, "429004108230"}

    plan.answer(batch, {question["key"]: GEXIN}, by=clerk)
    work()

    batch.refresh_from_db()
    assert batch.counts["new"] == 2
    assert set(batch.rows.values_list("division_code", flat=True)) == {GEXIN}


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


# --- how many statements -------------------------------------------------------------------


def test_the_number_of_statements_does_not_grow_with_the_rows(places):
    counts = []
    for number, size in enumerate((1, 20)):
        maker = Maker([("杨林尾镇", "革新村")], seed=number)
        maker.count, maker.people = number * 1000, number * 10000
        content = workbook(_others(maker.families(size), number))
        with CaptureQueriesContext(connection) as new:
            bring_in(content)
        rows = openpyxl.load_workbook(io.BytesIO(content))
        page = rows.active
        for row in page.iter_rows(min_row=2):
            row[27].value = "15400004444"
        target = io.BytesIO()
        rows.save(target)
        with CaptureQueriesContext(connection) as again:
            bring_in(target.getvalue())
        counts.append((len(new), len(again)))

    assert counts[0] == counts[1]


def _others(families, number):
    """Other birthdays, so that the numbers of two makers do not meet."""
    if number:
        for family in families:
            for person in family.members:
                person.identity = _moved(person.identity)
    return families


def _moved(identity: str) -> str:
    first_17 = identity[:14] + f"{(int(identity[14:17]) + 300) % 1000:03d}"
    return first_17 + check_character(first_17)


# --- out and in again ----------------------------------------------------------------------


@pytest.mark.parametrize("layout", [LAYOUT_2016, LAYOUT_2021], ids=lambda layout: layout.code)
def test_what_is_exported_comes_back_without_a_change(tmp_path, places, maker, layout):
    bring_in(workbook(maker.families(12)))

    path = tmp_path / "out.xlsx"
    count = export_workbook.write(path, HOUSEHOLDS, layout, CITY, DATA_DATE)
    batch = bring_in(path.read_bytes(), commit=False)

    assert count == Member.objects.count()
    assert batch.counts["unchanged"] == 12


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), size=st.integers(1, 6), layout=st.sampled_from(
    [LAYOUT_2016, LAYOUT_2021]))  # fmt: skip
def test_a_random_register_exported_and_imported_again_is_unchanged(
    tmp_path, places, seed, size, layout
):
    for model in reversed(REGISTER):
        model.objects.all()._raw_delete("default")
    written = bring_in(workbook(Maker([("杨林尾镇", "革新村")], seed=seed).families(size)))
    assert written.counts["new"] == size, texts_of(written)

    path = tmp_path / "out.xlsx"
    export_workbook.write(path, HOUSEHOLDS, layout, CITY, DATA_DATE)
    batch = bring_in(path.read_bytes(), commit=False)

    assert batch.counts["unchanged"] == size, texts_of(batch)


# --- the error workbook --------------------------------------------------------------------


def test_the_users_own_workbook_comes_back_with_a_comment_on_the_bad_cell(take_in, maker):
    rows = rows_of(maker.families(2))
    rows[0]["health"] = "亚健康"
    style = Style(titles=("某某表",), extra=("备注",))
    batch = take_in(workbook(rows=rows, style=style))

    page = openpyxl.load_workbook(io.BytesIO(error_workbook.build(batch))).active

    heads = {cell.value: cell.column for cell in page[2]}
    bad = page.cell(3, heads["健康状况"])
    assert bad.value == "亚健康"
    assert "不在可选范围" in bad.comment.text
    assert bad.fill.fgColor.rgb.endswith("F8D0CC")
    assert "健康状况：不在可选范围" in page.cell(3, heads["错误说明"]).value
    assert page.cell(4, heads["错误说明"]).value is None
    assert page["A1"].value == "某某表"
    assert "备注" in heads


def test_only_what_was_mended_is_written_when_the_error_workbook_comes_back(take_in, maker):
    rows = rows_of(maker.families(2))
    bad = rows[0]["health"]
    rows[0]["health"] = "亚健康"
    first = bring_in(workbook(rows=rows))
    assert (first.counts["new"], first.counts["error"]) == (1, 1)
    book = openpyxl.load_workbook(io.BytesIO(error_workbook.build(first)))
    heads = {cell.value: cell.column for cell in book.active[1]}
    book.active.cell(2, heads["健康状况"]).value = bad
    target = io.BytesIO()
    book.save(target)

    second = bring_in(target.getvalue())

    assert (second.counts["new"], second.counts["unchanged"]) == (1, 1)


def test_a_large_workbook_gives_a_list_of_its_bad_rows(take_in, maker, monkeypatch):
    monkeypatch.setattr(error_workbook, "OWN_FILE_UP_TO", 0)
    rows = rows_of(maker.families(2))
    rows[0]["health"] = "亚健康"
    batch = take_in(workbook(rows=rows))

    page = openpyxl.load_workbook(io.BytesIO(error_workbook.build(batch))).active

    assert page.max_row == 2
    assert [cell.value for cell in page[1]][:2] == ["原表行号", "错误说明"]
    assert page["A2"].value == "2"
