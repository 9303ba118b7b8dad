"""The pages of the top floor: who sees them, what stands on them, what they cost."""

import datetime
import re
from dataclasses import dataclass

import pytest
from django.db import transaction

from organization.models import DemoClock, User
from organization.working_date import fixed_working_date
from reviews.indicators import indicator_of
from reviews.models import ActionItem, IndicatorValue, Meeting, ReviewReport
from reviews.review_periods import ReviewPeriod
from reviews.services import reports
from reviews.services.values import store_day
from tests.factories import (
    CITY,
    GEXIN,
    XIANFENG,
    YANGLINWEI,
    ZHANGGOU,
    DivisionFactory,
    UnitFactory,
    make_user,
)
from tests.reviews.register import five_households, hand_in

DAY = datetime.date(2016, 12, 31)
READERS = ["city_leader", "city_office", "supervisor", "discipline", "organizer", "town_clerk"]
FIGURES_ONLY = ["department", "admin"]
OTHERS = ["helper", "village_clerk", "first_secretary", "enterprise", "town_admin"]
FIGURES = [
    "/reviews/dashboard/", "/reviews/wall/", "/reviews/indicators/", "/reviews/indicators/K02P/",
]  # fmt: skip
PAPERS = ["/reviews/", "/reviews/meetings/"]


FRAME = re.compile(
    r'FROM "(django_session|organization_(democlock|user|grant|notification)|intake_importbatch)"'
)


def text_of(response) -> str:
    return response.content.decode()


@dataclass
class World:
    """Five households, the figures of two days, a published report, a draft, a meeting."""

    writer: User
    approver: User
    document: str
    draft: str
    meeting: str

    @property
    def papers(self) -> list[str]:
        return [self.document, self.draft, self.meeting]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> World:
    """Made once: the tests of this module only look, or undo what they do."""
    with django_db_blocker.unblock(), transaction.atomic(), fixed_working_date(DAY):
        DemoClock.objects.create(day=DAY)
        five_households()
        store_day(datetime.date(2016, 11, 30), DAY)
        store_day(DAY, DAY)
        yield _at_work()
        transaction.set_rollback(True)


def _at_work() -> World:
    writer, approver = make_user("city_office"), make_user("city_office")
    document, draft = (
        reports.request_report(kind, period, CITY, by=writer)
        for kind, period in (("monthly", "2016-11"), ("weekly", "2016-W51"))
    )
    for report in (document, draft):
        reports.build(report.pk)
        report.refresh_from_db()
    hand_in(document, by=writer)
    reports.publish(document, by=approver)
    meeting = Meeting.objects.create(
        kind="weekly", period="2016-W51", division_id=CITY, held_on=DAY, place="会议室",
        chair="主任", invited=38, present=36, topics="通报进展",
    )  # fmt: skip
    return World(
        writer,
        approver,
        f"/reviews/reports/{document.pk}/",
        f"/reviews/reports/{draft.pk}/",
        f"/reviews/meetings/{meeting.pk}/",
    )


@pytest.fixture(autouse=True)
def at_the_end_of_2016(world, db):
    with fixed_working_date(DAY):
        yield


# --- who sees what -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*READERS, *FIGURES_ONLY, *OTHERS])
def test_each_role_sees_its_pages_and_no_others(client, log_in, world, role):
    log_in(role, CITY)
    reads = role in READERS
    builds = role == "city_office"

    def status(path: str) -> int:
        return client.get(path).status_code

    assert {status(path) for path in FIGURES} == {200 if role not in OTHERS else 403}
    assert {status(path) for path in [*PAPERS, *world.papers]} == {200 if reads else 403}
    assert status(f"{world.document}file/docx/") == (200 if reads else 403)
    assert status("/reviews/reports/new/") == (200 if builds else 403)
    assert status("/reviews/meetings/new/") == (200 if builds else 403)


def test_a_draft_and_a_meeting_of_the_city_are_not_for_a_township(client, log_in, world):
    log_in("town_clerk", ZHANGGOU)

    assert client.get(world.document).status_code == 200
    assert client.get(world.draft).status_code == 404
    assert client.get(f"{world.draft}file/xlsx/").status_code == 404
    assert client.get(world.meeting).status_code == 404


def test_buttons_are_for_who_may_press_them(client, log_in, world):
    log_in("supervisor")
    assert "提交审核</button>" not in text_of(client.get(world.draft))
    assert "更正</button>" not in text_of(client.get(world.document))

    log_in(user=world.writer)
    assert "提交审核</button>" in text_of(client.get(world.draft))
    assert "更正</button>" in text_of(client.get(world.document))
    client.post(f"{world.draft}comment/", {"commentary": "抓紧走访"})
    client.post(f"{world.draft}submit/")
    assert "审核发布</button>" not in text_of(client.get(world.draft))

    log_in(user=world.approver)
    assert "审核发布</button>" in text_of(client.get(world.draft))


# --- what stands on them -----------------------------------------------------------------------


def test_where_nobody_is_registered_yet_the_dashboard_says_so(client, log_in):
    log_in("city_leader")
    DivisionFactory(code="429004116000")
    page = text_of(client.get("/reviews/dashboard/?area=429004116000"))
    assert "还没有登记建档立卡户。" in page
    assert "累计脱贫" not in page


def test_the_dashboard_tells_the_state_in_a_sentence_and_in_figures(client, log_in):
    log_in("city_leader")

    answer = client.get("/reviews/dashboard/")
    page = text_of(answer)
    tiles = {tile.label: tile for tile in answer.context["board"].tiles}

    assert "在册建档立卡4户、9人，其中未脱贫6人；累计脱贫6人，占2014年基数的0.01%" in page
    assert "没有逾期的整改。" in page
    assert "较11月末" in page
    assert [(tiles[x].value, tiles[x].unit) for x in ("未脱贫人口", "贫困发生率", "逾期整改")] == [
        ("6", "人"), ("0.20", "%"), ("0", "件"),
    ]  # fmt: skip
    assert (tiles["未脱贫人口"].change, tiles["未脱贫人口"].since) == ("−4人", "较11月末")
    assert tiles["贫困发生率"].note == "6 / 3,000"


def test_before_the_first_figures_the_dashboard_and_the_wall_say_so(client, log_in):
    IndicatorValue.objects.all().delete()
    log_in("city_leader")

    assert "指标尚未计算" in text_of(client.get("/reviews/dashboard/"))
    assert "指标尚未计算" in text_of(client.get("/reviews/wall/"))


def test_the_dashboard_compares_by_the_indicator_asked_for(client, log_in):
    log_in("city_leader")

    page = client.get("/reviews/dashboard/?rank=K03")

    comparison = page.context["board"].comparison
    assert comparison.indicator is indicator_of("K03")
    assert comparison.chart["rows"] == [
        ["张沟镇", "0.07%", "1", "1,500"],
        ["杨林尾镇", "0.33%", "5", "1,500"],
    ]
    assert client.get("/reviews/dashboard/?rank=nonsense").status_code == 200


def test_the_list_page_and_the_footer_of_the_rows_say_one_number(client, log_in):
    log_in("city_office")

    assert "6人" in text_of(client.get("/reviews/indicators/"))
    assert "6人" in text_of(client.get("/reviews/indicators/K02P/"))
    rows = text_of(client.get("/reviews/indicators/K02P/numerator/"))
    assert "共 <strong>6</strong> 条，合计 <strong>6人</strong>" in rows


def test_outside_his_scope_a_viewer_has_the_definition_and_no_rows(client, log_in):
    log_in("town_clerk", ZHANGGOU)

    page = text_of(client.get(f"/reviews/indicators/K02P/?area={YANGLINWEI}"))
    refused = client.get(f"/reviews/indicators/K02P/numerator/?area={YANGLINWEI}")

    assert "当日未脱贫户（含预脱贫、返贫）中在户的家庭成员数。" in page
    assert "5人" in page
    assert "无权查看明细" in page
    assert refused.status_code == 403
    assert "无权查看明细（需要本区划的“查看户档案”权限）" in text_of(refused)


def test_a_number_kept_from_a_viewer_stands_nowhere_on_the_page(client, log_in):
    log_in("town_clerk", ZHANGGOU)

    page = text_of(client.get(f"/reviews/indicators/K07/?area={YANGLINWEI}"))

    assert "不足5，不显示" in page
    assert "33.33%" not in page
    assert "返贫人口明细" not in page


def test_figures_of_a_village_are_for_its_own_township(client, log_in):
    log_in("town_clerk", ZHANGGOU)

    assert client.get(f"/reviews/dashboard/?area={XIANFENG}").status_code == 200
    refused = client.get(f"/reviews/dashboard/?area={GEXIN}")
    assert refused.status_code == 403
    assert "不在您的范围内" in text_of(refused)


# --- bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "area", ["429004999000", "x", "\0", "4290041080000", "４２９００４１０８０００"]
)
@pytest.mark.parametrize("path", ["dashboard/", "indicators/", "indicators/K02P/"])
def test_an_area_that_is_not_there_is_not_found(client, log_in, path, area):
    log_in("city_leader")

    assert client.get(f"/reviews/{path}", {"area": area}).status_code == 404


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("0001-01-01", "数据日期不能早于2014-01-01"),
        ("1999-02-29", "没有这个日期：请按年-月-日填写"),
        ("2017-01-01", "数据日期不能晚于2016-12-31"),
        ("9999-12-31", "数据日期不能晚于2016-12-31"),
        ("昨天", "没有这个日期：请按年-月-日填写"),
    ],
)
def test_a_day_without_figures_is_refused_in_a_sentence(client, log_in, day, sentence):
    log_in("city_office")

    for path in ("indicators/", "indicators/K02P/"):
        page = client.get(f"/reviews/{path}", {"day": day})
        assert page.status_code == 200
        assert sentence in text_of(page)
    rows = client.get("/reviews/indicators/K02P/numerator/", {"day": day})
    assert rows.status_code == 409
    assert sentence in text_of(rows)


@pytest.mark.parametrize("year", ["0", "-1", "1e40", "abc", "99999"])
def test_a_year_that_is_none_filters_nothing_and_breaks_nothing(client, log_in, year):
    log_in("city_office")

    assert client.get("/reviews/", {"year": year}).status_code == 200


# --- what they cost ----------------------------------------------------------------------------


def test_the_dashboard_takes_few_questions_however_many_townships(log_in, queries_of):
    """Ten of its own; the frame of every page asks seven more (who, his grants, his notes …)."""
    log_in("city_leader")
    few = queries_of("/reviews/dashboard/")
    for number in range(20):
        DivisionFactory(code=f"4290042{number:02d}000")

    own = [sql for sql in few if not FRAME.search(sql)]
    assert len(queries_of("/reviews/dashboard/")) == len(few)
    assert len(own) <= 10, own
    assert len(few) <= 17, few


@pytest.mark.parametrize("path", ["/reviews/", "/reviews/meetings/"])
def test_a_list_costs_the_same_for_one_row_and_for_twenty(log_in, queries_of, path):
    log_in("city_office")
    a_week(10)
    one = len(queries_of(path))
    for number in range(31, 51):
        a_week(number)

    assert len(queries_of(path)) == one


def a_week(number: int) -> None:
    """A draft of the week, its meeting, and a decision that is late."""
    period = ReviewPeriod.parse("weekly", f"2016-W{number}")
    ReviewReport.objects.create(
        kind=period.kind, period=period.text, starts_on=period.starts_on, ends_on=period.ends_on,
        division_id=CITY, created_by=make_user("city_office"),
    )  # fmt: skip
    meeting = Meeting.objects.create(
        kind=period.kind, period=period.text, division_id=CITY, held_on=period.starts_on,
        place="会议室", chair="主任", invited=38, present=36, topics="通报",
    )  # fmt: skip
    ActionItem.objects.create(
        meeting=meeting, division_code=CITY, matter="事项", unit=UnitFactory(),
        due_on=period.last_day,
    )  # fmt: skip


def test_a_meetings_page_costs_the_same_for_one_decision_and_for_twenty(log_in, queries_of):
    log_in("city_office")
    a_week(10)
    meeting = Meeting.objects.get(period="2016-W10")
    path = f"/reviews/meetings/{meeting.pk}/"
    one = len(queries_of(path))
    for _ in range(19):
        ActionItem.objects.create(
            meeting=meeting, division_code=CITY, matter="事项", unit=UnitFactory(), due_on=DAY
        )

    assert len(queries_of(path)) == one


def test_an_indicators_rows_cost_the_same_for_one_and_for_twenty(log_in, queries_of):
    log_in("city_office")
    few = len(queries_of(f"/reviews/indicators/K01P/numerator/?area={ZHANGGOU}"))

    assert len(queries_of("/reviews/indicators/K01P/numerator/")) == few
