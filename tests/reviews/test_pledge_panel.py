"""Promised beside reached, on the page of a pledge: counted by hand."""

import datetime
import re
from decimal import Decimal

import pytest

from accountability.enums import PledgeState
from accountability.models import Pledge, PledgeTarget
from households.enums import PovertyEvent, PovertyStatus
from households.models import PovertySpan
from organization.enums import UnitKind
from organization.models import DemoClock
from organization.working_date import fixed_working_date
from reviews.models import IndicatorValue
from tests.assistance.factories import PairingFactory
from tests.factories import (
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    ZHANGGOU,
    CadreFactory,
    DivisionFactory,
    HouseholdFactory,
    UnitFactory,
    make_user,
)

LIFTED_ON = datetime.date(2016, 12, 10)
MEASURES = {
    "K05N": ("累计脱贫人口", "人"), "K02P": ("未脱贫人口", "人"), "K08": ("帮扶责任人覆盖率", "%"),
    "K21": ("已脱贫户人均纯收入", "元"), "X99": ("旧指标", "个"),
}  # fmt: skip


@pytest.fixture
def town(day):
    """杨林尾镇: A (3 people, poor, no helper), B (4, lifted on 2016-12-10, with one); another
    township's household is in nobody's way."""
    HouseholdFactory(at=GEXIN, size=3)
    lifted = HouseholdFactory(at=GEXIN, size=4)
    PovertySpan.objects.filter(household=lifted).update(ends_on=LIFTED_ON)
    PovertySpan.objects.create(
        household=lifted,
        status=PovertyStatus.EXITED_WITH_POLICY,
        starts_on=LIFTED_ON,
        event=PovertyEvent.EXIT,
    )
    PairingFactory(household=lifted)
    HouseholdFactory(at=XIANFENG, size=9)
    return UnitFactory(
        name="杨林尾镇人民政府",
        kind=UnitKind.TOWNSHIP,
        division=DivisionFactory(code=YANGLINWEI),
    )


def a_pledge(unit, *targets: tuple[int, str, str], **fields) -> Pledge:
    """A signed pledge of a unit that promises (year, indicator, value) each."""
    values = {
        "state": PledgeState.SIGNED,
        "number": "仙扶责〔2015〕1号",
        "starts_on": datetime.date(2015, 3, 1),
        "ends_on": datetime.date(2018, 3, 1),
        "signed_on": datetime.date(2015, 3, 1),
    }
    pledge = Pledge.objects.create(
        unit=unit,
        division=unit.division,
        duties="减贫",
        signer=CadreFactory(unit=unit),
        **(values | fields),
    )
    for year, code, value in targets:
        label, measure = MEASURES[code]
        PledgeTarget.objects.create(
            pledge=pledge, year=year, indicator_code=code, label=label,
            unit_of_measure=measure, value=Decimal(value),
        )  # fmt: skip
    return pledge


def rows_of(client, pledge) -> list[list[str]]:
    """The lines of the panel: measure, promised, reached, gap, in words."""
    answer = client.get(f"/reviews/pledges/{pledge.pk}/", headers={"hx-request": "true"})
    assert answer.status_code == 200
    lines = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", answer.content.decode(), re.S)
    return [[_plain(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", line)] for line in lines]


def text_of(client, pledge) -> str:
    page = client.get(f"/reviews/pledges/{pledge.pk}/").content.decode()
    return re.sub(r"\s+", " ", _plain(page))


def _plain(cell: str) -> str:
    return re.sub(r"<svg.*?</svg>|<[^>]+>", "", cell, flags=re.S).strip()


def test_each_target_stands_beside_what_its_indicator_says_of_the_place(client, log_in, town):
    log_in("city_office")
    pledge = a_pledge(
        town, (2016, "K05N", "5"), (2016, "K02P", "3"), (2016, "K08", "100"),
        (2015, "K02P", "5"), (2015, "K05N", "0"), (2017, "K05N", "7"),
    )  # fmt: skip

    assert rows_of(client, pledge) == [
        ["未脱贫人口", "5人", "7人", "+2人", "未完成"],  # both were poor at the end of 2015
        ["累计脱贫人口", "0人", "0人", "持平", "已完成"],
        ["未脱贫人口", "3人", "3人", "持平", "目前达到"],
        ["累计脱贫人口", "5人", "4人", "−1人", "尚未达到"],
        ["帮扶责任人覆盖率", "100%", "50.00%", "−50.00个百分点", "尚未达到"],
    ]
    assert "2017年 年度未开始" in text_of(client, pledge)


def test_a_year_is_judged_at_its_end_however_late_one_looks(client, log_in, town):
    pledge = a_pledge(town, (2015, "K05N", "1"), (2016, "K05N", "4"))
    DemoClock.objects.update(day=datetime.date(2017, 2, 1))
    log_in("city_office")

    with fixed_working_date(datetime.date(2017, 2, 1)):
        rows = rows_of(client, pledge)

    assert [(reached, said) for _, _, reached, _, said in rows] == [
        ("0人", "未完成"),
        ("4人", "已完成"),
    ]


def test_a_department_is_not_judged_by_the_figures_of_the_whole_place(client, log_in, town):
    log_in("city_office")
    town.kind = UnitKind.DEPARTMENT
    town.save(update_fields=["kind"])
    pledge = a_pledge(town, (2015, "K02P", "5"))

    assert rows_of(client, pledge) == [["未脱贫人口", "5人", "7人", "—", "全市数据，供参考"]]


def test_almost_all_is_not_all(client, log_in, town):
    log_in("city_office")
    pledge = a_pledge(town, (2016, "K08", "100"))
    IndicatorValue.objects.create(
        indicator="K08", division_code=YANGLINWEI, day=datetime.date(2016, 12, 31),
        numerator=29_999, denominator=30_000,
    )  # fmt: skip

    assert rows_of(client, pledge)[0][2:] == ["100.00%", "不足0.01个百分点", "尚未达到"]


def test_where_nothing_was_measured_nothing_is_judged(client, log_in, town):
    log_in("city_office")
    pledge = a_pledge(town, (2016, "K21", "5000"), (2016, "X99", "1"))

    rows = {row[0]: row[1:] for row in rows_of(client, pledge)}

    assert rows["已脱贫户人均纯收入"] == ["5,000元", "—", "—", "暂无数据"]
    assert rows["旧指标"] == ["1个", "—", "—", "暂无数据"]


def test_years_after_an_early_end_bind_nobody(client, log_in, town):
    log_in("city_office")
    pledge = a_pledge(
        town, (2015, "K05N", "0"), (2016, "K05N", "9"),
        state=PledgeState.ENDED, ends_on=datetime.date(2016, 6, 1),
        end_reason="机构撤并", end_document_no="仙扶组〔2016〕9号",
    )  # fmt: skip

    assert [row[-1] for row in rows_of(client, pledge)] == ["已完成"]
    assert "2016年 责任状已终止" in text_of(client, pledge)


def test_a_number_opens_the_definition_for_the_place_and_the_day(client, log_in, town):
    log_in("town_clerk", YANGLINWEI)
    pledge = a_pledge(town, (2016, "K05N", "5"))
    page = client.get(f"/reviews/pledges/{pledge.pk}/").content.decode()

    url = re.search(r'<a href="(/reviews/indicators/[^"]+)">4人</a>', page)[1].replace("&amp;", "&")

    assert url == f"/reviews/indicators/K05N/?area={YANGLINWEI}&day=2016-12-31"
    assert "指标" in client.get(url).content.decode()


def test_who_has_no_dashboard_reads_the_number_without_a_way_into_it(client, log_in, town):
    village = UnitFactory(kind=UnitKind.VILLAGE, division=DivisionFactory(code=GEXIN))
    pledge = a_pledge(village, (2016, "K05N", "5"))
    log_in("first_secretary", GEXIN)

    page = client.get(f"/reviews/pledges/{pledge.pk}/").content.decode()

    assert ">4人<" in page
    assert "/reviews/indicators/" not in page


@pytest.mark.parametrize(("role", "code"), [("town_clerk", ZHANGGOU), ("helper", None)])
def test_a_pledge_out_of_reach_is_not_found(client, log_in, town, role, code):
    pledge = a_pledge(town, (2016, "K05N", "5"))
    log_in(user=make_user(role, code))

    assert client.get(f"/reviews/pledges/{pledge.pk}/").status_code in {403, 404}


def test_many_targets_take_as_many_statements_as_one(log_in, queries_of, town):
    log_in("city_office")
    one = a_pledge(town, (2016, "K05N", "5"))
    many = a_pledge(
        town, (2016, "K05N", "5"), (2016, "K02P", "3"), (2016, "K08", "100"), (2016, "K21", "3000"),
        number="仙扶责〔2015〕2号", starts_on=datetime.date(2015, 4, 1),
    )  # fmt: skip
    for code in MEASURES:
        IndicatorValue.objects.create(
            indicator=code, division_code=YANGLINWEI, day=datetime.date(2016, 12, 31), numerator=1
        )

    first, second = (queries_of(f"/reviews/pledges/{pledge.pk}/") for pledge in (one, many))

    assert len(first) == len(second)
