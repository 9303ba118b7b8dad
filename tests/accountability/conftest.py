"""A township that answers, and the people on both sides of a letter."""

import datetime
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accountability.enums import (
    NoticeKind,
    ProblemCategory,
    ProblemSource,
    SanctionForm,
    Severity,
)
from accountability.models import Notice, Problem
from accountability.services import (
    acceptance,
    drafts,
    interviews,
    pledges,
    problems,
    replies,
    sanctions,
)
from accountability.services.pledges import Target
from accountability.services.problems import Found
from accountability.services.replies import DoneLine, PlanLine
from accountability.services.sanctions import Decision
from organization.enums import Duty, UnitKind
from organization.models import Cadre, CadrePost, Unit, User
from organization.working_date import fixed_working_date, working_date
from tests.factories import (
    CITY,
    GEXIN,
    YANGLINWEI,
    CadreFactory,
    DivisionFactory,
    UnitFactory,
    VillageFactory,
    make_user,
)

PNG = b"\x89PNG\r\n\x1a\n" + b"photo" * 20


def photo(name: str = "整改后.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, content_type="image/png")


@dataclass
class City:
    """Who is who."""

    town: Unit
    head: Cadre
    supervisor: User
    supervisor2: User
    clerk: User


@pytest.fixture
def city(db) -> City:
    return make_city()


def make_city() -> City:
    """杨林尾镇 with its head, a clerk, and two supervisors of the city."""
    VillageFactory(code=GEXIN)
    office = UnitFactory(name="市扶贫办", phone="0728-3322110")
    town = UnitFactory(
        name="杨林尾镇人民政府", kind=UnitKind.TOWNSHIP, division=DivisionFactory(code=YANGLINWEI)
    )
    head = CadreFactory(name="欧阳正华", unit=town)
    CadrePost.objects.create(
        cadre=head, unit=town, title="镇长", duty=Duty.HEAD, starts_on=datetime.date(2014, 1, 1)
    )
    return City(
        town,
        head,
        make_user("supervisor", CITY, unit=office, display_name="督查甲"),
        make_user("supervisor", CITY, unit=office, display_name="督查乙"),
        make_user("town_clerk", YANGLINWEI, unit=town, display_name="镇专干"),
    )


@contextmanager
def on(year: int, month: int, day: int):
    """Work on that day; grants are read anew."""
    with fixed_working_date(datetime.date(year, month, day)) as today:
        yield today


def fresh(user: User) -> User:
    """The user as the next request sees him."""
    return User.objects.get(pk=user.pk)


def found_in_gexin(**changes) -> Found:
    values = {
        "source": ProblemSource.SUPERVISION,
        "category": ProblemCategory.ARCHIVES,
        "title": "12户档案缺少收入核算表",
        "facts": "2016年11月3日入村抽查40户，其中12户档案缺少收入核算表",
        "division": DivisionFactory(code=GEXIN),
        "found_on": working_date(),
        "severity": Severity.MAJOR,
    }
    return Found(**{**values, **changes})


def a_problem(city: City, **changes) -> Problem:
    return problems.report_problem(found_in_gexin(**changes), by=city.supervisor)


def a_draft(city: City, kind: NoticeKind = NoticeKind.L2, count: int = 1) -> Notice:
    listed = [a_problem(city, title=f"问题{n}") for n in range(1, count + 1)]
    return drafts.draft_notice(kind, listed, by=city.supervisor)


def a_sent(city: City, kind: NoticeKind = NoticeKind.L2, count: int = 1) -> Notice:
    """A letter delivered to the town, signed by `supervisor`, reviewed by `supervisor2`."""
    notice = a_draft(city, kind, count)
    drafts.submit_notice(notice, by=city.supervisor)
    drafts.review_notice(notice, by=city.supervisor2)
    drafts.issue_notice(notice, by=city.supervisor)
    return notice


def plan_lines(notice: Notice, planned_on: datetime.date | None = None) -> list[PlanLine]:
    return [
        PlanLine(item.pk, "责任不实", "逐户补齐", "李主任", planned_on or notice.done_due_on)
        for item in notice.items.all()
    ]


def done_lines(notice: Notice) -> list[DoneLine]:
    return [
        DoneLine(item.pk, "已全部补齐", [photo()])
        for item in notice.items.all()
        if item.state in replies.OUTSTANDING
    ]


def a_rectifying(city: City, count: int = 1) -> Notice:
    notice = a_sent(city, count=count)
    replies.sign_for(notice, by=city.clerk)
    replies.submit_plan(notice, plan_lines(notice), text="方案", leader="欧阳正华", by=city.clerk)
    acceptance.accept_plan(notice, by=city.supervisor)
    return notice


def a_reported(city: City, count: int = 1) -> Notice:
    notice = a_rectifying(city, count)
    replies.report_done(notice, done_lines(notice), text="报告", leader="欧阳正华", by=city.clerk)
    return notice


def a_pledge(city: City, unit=None, day=datetime.date(2016, 3, 1)):
    office = make_user("city_office")
    pledge = pledges.draft_pledge(
        unit or city.town, duties="完成减贫任务", by=office, signer=city.head,
        targets=[Target(2016, "K05N", "累计脱贫人口", 3200, "人")],
    )  # fmt: skip
    pledges.sign_pledge(pledge, signed_on=day, by=office)
    return pledge


def an_interview(city: City, **changes):
    values = {
        "interviewee": "欧阳正华（镇长）", "interviewer": "市领导小组", "reason": "成效不明显",
        "planned_on": datetime.date(2016, 12, 31), "place": "市扶贫办", **changes,
    }  # fmt: skip
    return interviews.plan_interview(city.town, **values, by=city.supervisor)


def a_sanction(city: City):
    decision = Decision(
        "单玉梅", "村党支部书记", SanctionForm.PARTY_WARNING, "虚报危房改造",
        datetime.date(2016, 9, 8), "市纪委",
    )  # fmt: skip
    return sanctions.record_sanction(city.town, decision, by=make_user("discipline"))
