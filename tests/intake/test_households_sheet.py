"""Households by workbook: where each column lands, and what each mistake is answered."""

import datetime
from decimal import Decimal

import pytest

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
from households.sheets.columns import LAYOUT_2016, LAYOUT_2021
from intake.services import plan
from organization.errors import RuleError
from organization.working_date import fixed_working_date
from tests.factories import GEXIN, DivisionFactory
from tests.intake.by_operator import NEW_YEAR_2022, bring_in
from tests.intake.conftest import messages_of, texts_of, work
from tests.workbooks.households import rows_of, workbook
from tests.workbooks.people import Maker

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
