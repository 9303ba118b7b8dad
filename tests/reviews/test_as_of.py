"""A report tells the end of its period: what takes effect afterwards changes nothing in it."""

import datetime

import pytest

from accountability.enums import NoticeState
from accountability.models import Notice
from accountability.services import acceptance, drafts, problems, replies
from assistance.enums import ProjectState
from assistance.models import ProjectStep
from intake.enums import Level
from intake.models import CheckResult
from organization.models import Cadre
from reviews.enums import ActionState
from reviews.indicators import indicator_of
from reviews.models import ActionItem, Meeting
from reviews.reports import snapshot as snapshots
from reviews.review_periods import ReviewPeriod
from tests.accountability.conftest import (
    a_problem,
    a_rectifying,
    a_reported,
    a_sent,
    done_lines,
    fresh,
    make_city,
    on,
)
from tests.assistance.factories import PairingFactory, ProjectFactory, VisitFactory
from tests.factories import (
    CITY,
    GEXIN,
    CadreFactory,
    DivisionFactory,
    KeyVillageFactory,
    PostingFactory,
    UnitFactory,
)

pytestmark = pytest.mark.usefixtures("households")
WEEK = ("weekly", "2016-W48")  # until Sunday, 4 December
MONTH = ("monthly", "2016-11")
QUARTER = ("quarterly", "2016-Q3")


@pytest.fixture
def november(households):
    """What happened until the end of the week."""
    city = make_city()
    with on(2016, 11, 1):
        unsigned, late, answered, late_too, passed_on = (
            a_sent(city), a_rectifying(city), a_reported(city), a_rectifying(city), a_sent(city),
        )  # fmt: skip
    with on(2016, 11, 16):
        in_time = a_rectifying(city)
        dismissed = a_problem(city, title="误报")
    with on(2016, 11, 21):
        extension = replies.request_extension(
            late, new_due_on=datetime.date(2016, 12, 20), reason="雨天", by=fresh(city.clerk)
        )
    helper = PairingFactory(household=households["a"]).cadre
    VisitFactory(household=households["a"], cadre=helper, visited_on=datetime.date(2016, 11, 20))
    key_village = KeyVillageFactory(at=GEXIN)
    posting = PostingFactory(at=GEXIN)
    project = ProjectFactory(state=ProjectState.IN_PROGRESS)
    for state, month in ((ProjectState.PLANNED, 2), (ProjectState.IN_PROGRESS, 5)):
        entered_on = datetime.date(2016, month, 1)
        ProjectStep.objects.create(project=project, state=state, entered_on=entered_on)
    finding = CheckResult.objects.create(
        code="H11", level=Level.ERROR, subject_kind="households.household",
        subject_id=str(households["a"].pk), division_code=GEXIN, message="没有帮扶责任人",
        first_found_on=datetime.date(2016, 11, 5),
    )  # fmt: skip
    meeting = a_meeting("2016-11", datetime.date(2016, 11, 22))
    item = a_decision(meeting, "本月议定", datetime.date(2016, 12, 8))
    return locals()


def a_meeting(period: str, held_on: datetime.date) -> Meeting:
    return Meeting.objects.create(
        kind="monthly", period=period, division=DivisionFactory(code=CITY), held_on=held_on,
        place="会议室", chair="市委书记", invited=64, present=60, topics="通报",
    )  # fmt: skip


def a_decision(meeting: Meeting, matter: str, due_on: datetime.date) -> ActionItem:
    return ActionItem.objects.create(
        meeting=meeting, division_code=CITY, matter=matter, unit=UnitFactory(), due_on=due_on
    )


def december(then) -> None:
    """All that takes effect after the week: every dated fact moves."""
    city, household = then["city"], then["households"]["a"]
    clerk, first, second = (fresh(one) for one in (city.clerk, city.supervisor, city.supervisor2))
    with on(2016, 12, 6):
        drafts.cancel_notice(again(then["unsigned"]), reason="重复发文", by=first)
        replies.decide_extension(then["extension"], grant=True, note="", by=first)
        report(then["late_too"], clerk)
        report(then["in_time"], clerk)
        PairingFactory(household=then["households"]["c"], starts_on=datetime.date(2016, 12, 6))
        VisitFactory(
            household=then["households"]["c"],
            cadre=CadreFactory(),
            visited_on=datetime.date(2016, 12, 6),
        )
        meeting = a_meeting("2016-12", datetime.date(2016, 12, 6))
        a_decision(meeting, "下月议定", datetime.date(2016, 12, 9))
    with on(2016, 12, 8):
        for name in ("answered", "late_too"):
            send_back(then[name], second)
        accept(then["in_time"], second)
        problems.dismiss_problem(then["dismissed"], reason="查无此事", by=first)
        a_problem(city, title="新问题")
        item = then["item"]
        ActionItem.objects.filter(pk=item.pk).update(
            state=ActionState.DONE, closed_on=datetime.date(2016, 12, 7), outcome="办结"
        )
    after = datetime.date(2016, 12, 9)
    Notice.objects.filter(pk=then["passed_on"].pk).update(
        state=NoticeState.ESCALATED, moved_on=after, due_on=None
    )
    Cadre.objects.filter(pk=then["helper"].pk).update(left_on=after)
    then["posting"].__class__.objects.filter(pk=then["posting"].pk).update(
        ends_on=after, end_reason="TRANSFER"
    )
    then["key_village"].__class__.objects.filter(pk=then["key_village"].pk).update(
        exited_on=after, exit_document_no="仙扶组发〔2016〕15号"
    )
    ProjectStep.objects.create(
        project=then["project"], state=ProjectState.COMPLETED, entered_on=after
    )
    CheckResult.objects.filter(pk=then["finding"].pk).update(state="closed", closed_on=after)
    household.refresh_from_db()


def again(notice: Notice) -> Notice:
    return Notice.objects.get(pk=notice.pk)


def report(notice: Notice, clerk) -> None:
    notice = again(notice)
    replies.report_done(notice, done_lines(notice), text="报告", leader="镇长", by=clerk)


def send_back(notice: Notice, by) -> None:
    notice = again(notice)
    acceptance.start_check(notice, by=by)
    for item in notice.items.all():
        acceptance.return_item(item, note="缺照片", by=by)
    acceptance.return_notice(notice, days=5, by=by)


def accept(notice: Notice, by) -> None:
    notice = again(notice)
    acceptance.start_check(notice, by=by)
    for item in notice.items.all():
        acceptance.accept_item(item, by=by)
    acceptance.close_notice(notice, by=by)


def photographs() -> dict[str, tuple]:
    city = DivisionFactory(code=CITY)
    return {
        period: snapshots.build(ReviewPeriod.parse(kind, period), city)
        for kind, period in (WEEK, MONTH, QUARTER)
    }


def test_facts_of_december_change_no_report_of_november(november):
    before = photographs()

    december(november)

    after = photographs()
    for period, (snapshot, detail) in before.items():
        assert after[period][0] == snapshot, period
        assert after[period][1] == detail, period


def test_the_month_is_told_as_it_stood_at_its_end(november):
    december(november)

    snapshot, _ = photographs()["2016-11"]

    figures = {code: places.get(CITY) for code, places in snapshot["figures"].items()}
    assert figures["K01H"] == ["4"]
    assert figures["K01P"] == ["10"]  # A 3, B 4 (all alive), C 2, E 1; D is gone
    assert figures["K02P"] == ["10"]  # B is announced only on 10 December
    assert figures["K05N"] == ["2"]  # C, in 2015
    assert figures["N01"] == ["6"]  # five of 1 November, one of the 16th; the cancelled one too
    assert figures["N03"] == ["4"]  # unsigned, late, late_too, passed_on
    assert figures["K26"] == ["0", "6"]
    assert figures["Q01"] == ["7"]  # six in notices and the one dismissed later
    assert figures["K08"] == ["1", "4"]
    assert figures["V37"] == ["1"]
    assert figures["S95"] == ["1"]
    assert figures["K14"] == ["3", "4"]
    assert figures["K23C"] == ["0", "1"]


def test_the_week_tells_what_was_to_come_and_not_what_came_of_it(november):
    december(november)

    snapshot, _ = photographs()["2016-W48"]

    (due,) = [
        block for section in snapshot["sections"] for block in section["blocks"]
        if block.get("title") == "下周到期"
    ]  # fmt: skip
    assert [(row[0], row[1], row[3]) for row in due["rows"]] == [
        ("整改", november["in_time"].number, "2016-12-07"),
        ("议定事项", "本月议定", "2016-12-08"),
    ]


@pytest.mark.parametrize(
    ("day", "late"),
    [
        (datetime.date(2016, 11, 22), 2),  # the two that are not signed for
        (datetime.date(2016, 11, 23), 4),  # the others' term of 22 November is past
        (datetime.date(2016, 12, 5), 4),
        (datetime.date(2016, 12, 6), 1),  # one cancelled, one extended, one reported
        (datetime.date(2016, 12, 8), 1),  # returned: a new term of 15 December
        (datetime.date(2016, 12, 9), 0),  # the last one is passed on
        (datetime.date(2016, 12, 16), 2),  # and neither of the returned is reported
        (datetime.date(2016, 12, 21), 3),  # the extension is over
    ],
)
def test_whoever_was_late_on_a_day_was_late_by_the_terms_of_that_day(november, day, late):
    december(november)

    values = indicator_of("N03").compute(day, CITY)

    assert values[CITY].numerator == late
