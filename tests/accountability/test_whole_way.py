"""The whole way over the pages: from the found problem to the closed letter, or upwards."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from accountability.enums import NoticeState, ProblemState, ProposalState
from accountability.models import EscalationProposal, Interview, Notice, Problem
from accountability.tasks import sweep_due
from organization.models import Attachment, DemoClock, Notification, User
from tests.accountability.conftest import found_in_gexin, on, photo
from tests.factories import GEXIN


@pytest.fixture
def clock(db) -> DemoClock:
    """The demonstration's clock, which requests and tasks read."""
    return DemoClock.objects.create(day=datetime.date(2016, 11, 8))


def turn(clock: DemoClock, month: int, day: int) -> None:
    DemoClock.objects.filter(pk=clock.pk).update(day=datetime.date(2016, month, day))


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def act(client: Client, name: str, *args, **data) -> str:
    """Post and follow to the page one lands on, or stays on when it is refused (422)."""
    answer = client.post(reverse(f"accountability:{name}", args=args), data, follow=True)
    assert answer.status_code in {200, 422}, answer.content[:800].decode()
    return answer.content.decode()


def see(client: Client, name: str, *args, **query) -> str:
    answer = client.get(reverse(f"accountability:{name}", args=args), query)
    assert answer.status_code == 200, answer.content[:800].decode()
    return answer.content.decode()


def step(client: Client, notice: Notice, label: str, **data) -> str:
    """Press the button with this label, as the page offers it."""
    page = see(client, "notice_detail", notice.pk)
    forms = re.findall(r"<form[^>]*notices/\d+/step/.*?</form>", page, re.DOTALL)
    form = next((form for form in forms if f">{label}</button>" in form), None)
    assert form, f"no button {label}"
    fields = dict(re.findall(r'name="(seen|to)" value="(\w+)"', form))
    return act(client, "notice_step", notice.pk, **fields, **data)


def test_from_the_found_problem_to_the_closed_letter(city, clock):
    supervisor, second, clerk = map(as_user, [city.supervisor, city.supervisor2, city.clerk])

    page = act(
        supervisor, "problem_report",
        title="12户档案缺少收入核算表", facts="11月3日抽查40户，12户缺表",
        category="archives", severity="2", source="supervision", found_on="2016-11-03",
        division=GEXIN, responsibility="main",
    )  # fmt: skip
    problem = Problem.objects.get()
    assert problem.number == "WT2016-00001"
    assert (problem.unit, problem.cadre) == (city.town, city.head)
    assert "责任单位杨林尾镇人民政府" in page

    page = act(supervisor, "notice_draft", selected=problem.pk, kind="L2")
    notice = Notice.objects.get()
    assert "关于对杨林尾镇人民政府脱贫攻坚工作开展专项整改的督办函" in page
    step(supervisor, notice, "提交核稿")
    assert "不能由拟稿人本人核稿" in see(supervisor, "notice_detail", notice.pk)
    step(second, notice, "核稿通过")
    assert clerk.get(reverse("accountability:notice_detail", args=[notice.pk])).status_code == 404
    page = act(supervisor, "notice_issue", notice.pk)
    assert "仙扶督〔2016〕1号" in page

    assert Notification.objects.filter(user=city.clerk).count() == 1
    assert "仙扶督〔2016〕1号" in see(clerk, "notice_list", view="sign")
    step(clerk, notice, "签收")

    item = notice.items.get()
    plan = {
        f"item{item.pk}-cause": "干部责任不实", f"item{item.pk}-measure": "逐户补齐",
        f"item{item.pk}-responsible": "李主任", f"item{item.pk}-planned_on": "2016-11-25",
        "reply_text": "镇党委专题研究", "reply_leader": "欧阳正华",
    }  # fmt: skip
    act(clerk, "notice_plan", notice.pk, **plan)
    step(supervisor, notice, "同意方案")

    turn(clock, 11, 24)
    report = {
        f"item{item.pk}-result": "12户已全部补齐",
        "reply_text": "已完成",
        "reply_leader": "欧阳正华",
    }
    page = act(clerk, "notice_report", notice.pk, **report)
    assert "请上传佐证，每项至少一份" in page
    assert "12户已全部补齐" in page
    page = act(clerk, "notice_report", notice.pk, **report, **{f"item{item.pk}-uploads": [photo()]})
    assert "已报送整改报告" in page
    assert Attachment.objects.of(item).count() == 1

    page = see(supervisor, "notice_detail", notice.pk)
    assert "签发人不能验收自己签发的通知" in page
    turn(clock, 11, 28)
    step(second, notice, "开始复核")
    act(second, "item_judge", item.pk, outcome="accepted", note="入户核实")
    step(second, notice, "验收销号")

    notice.refresh_from_db()
    problem.refresh_from_db()
    assert notice.state == NoticeState.CLOSED
    assert (problem.state, problem.closed_on) == (ProblemState.CLOSED, datetime.date(2016, 11, 28))


def test_a_late_unit_is_reminded_once_and_the_next_rung_is_proposed_and_decided(city, clock):
    supervisor = as_user(city.supervisor)
    act(
        supervisor, "problem_report", title="未开展走访", facts="10月全月无走访记录",
        category="pairing", severity="1", source="supervision", found_on="2016-11-08",
        division=GEXIN, responsibility="main",
    )  # fmt: skip
    act(supervisor, "notice_draft", selected=Problem.objects.get().pk, kind="L1")
    notice = Notice.objects.get()
    act(supervisor, "notice_issue", notice.pk)
    Notification.objects.all().delete()

    for day in range(9, 13):
        turn(clock, 11, day)
        sweep_due()
        sweep_due()

    notice.refresh_from_db()
    proposal = EscalationProposal.objects.get()
    assert notice.overdue_on == datetime.date(2016, 11, 10)
    assert proposal.explanation == (
        "杨林尾镇人民政府未按仙扶办〔2016〕1号的要求于2016-11-09前签收；提出建议时已逾期1个工作日"
    )
    assert proposal.proposed_on == datetime.date(2016, 11, 10)
    to_the_clerk = Notification.objects.filter(user=city.clerk).values_list("title", flat=True)
    assert list(to_the_clerk) == [
        "已逾期：仙扶办〔2016〕1号应于2016-11-09前签收",
        "还有1个工作日：仙扶办〔2016〕1号须于2016-11-09前签收",
    ]

    page = act(supervisor, "proposal_decide", proposal.pk, adopt="1", note="屡催不办")

    notice.refresh_from_db()
    proposal.refresh_from_db()
    letter = proposal.resulting_notice
    assert notice.state == NoticeState.ESCALATED
    assert proposal.state == ProposalState.ADOPTED
    assert (letter.kind, letter.follows, letter.state) == ("L2", notice, NoticeState.DRAFT)
    assert letter.items.get().problem == notice.items.get().problem
    assert letter.title in page


def test_a_late_letter_leads_to_an_interview_only_when_a_person_adopts_it(city, clock):
    supervisor, second = as_user(city.supervisor), as_user(city.supervisor2)
    act(
        supervisor, "problem_report", title="虚报饮水安全", facts="20户实未通水",
        category="water", severity="3", source="inspection", found_on="2016-11-08",
        division=GEXIN, responsibility="main",
    )  # fmt: skip
    act(supervisor, "notice_draft", selected=Problem.objects.get().pk, kind="L2")
    notice = Notice.objects.get()
    step(supervisor, notice, "提交核稿")
    step(second, notice, "核稿通过")
    act(supervisor, "notice_issue", notice.pk)
    turn(clock, 11, 11)
    sweep_due()
    assert Interview.objects.count() == 0

    act(supervisor, "proposal_decide", EscalationProposal.objects.get().pk, adopt="1", note="同意")

    interview = Interview.objects.get()
    assert interview.interviewee == "欧阳正华（镇长）"
    assert interview.planned_on == datetime.date(2016, 11, 16)
    page = act(supervisor, "interview_notify", interview.pk)
    assert "仙扶约〔2016〕1号" in page
    turn(clock, 11, 16)
    page = act(
        supervisor, "interview_minutes", interview.pk, held_on="2016-11-16", recorder="王秘书",
        attendees="镇党委书记、镇长", statement="承认问题，限期整改", demands="12月底前全部通水",
    )  # fmt: skip
    interview.refresh_from_db()
    assert interview.result_due_on == datetime.date(2016, 12, 28)
    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT, "the letter still has to be answered"


def test_a_problem_in_a_notice_is_not_settled_on_the_spot(city, clock):
    supervisor, second = as_user(city.supervisor), as_user(city.supervisor2)
    act(
        supervisor, "problem_report", title="未开展走访", facts="10月无记录", category="pairing",
        severity="1", source="supervision", found_on="2016-11-08", division=GEXIN,
        responsibility="main",
    )  # fmt: skip
    problem = Problem.objects.get()
    act(supervisor, "notice_draft", selected=problem.pk, kind="L1")

    assert "当场销号" not in see(second, "problem_detail", problem.pk)
    page = act(second, "problem_settle", problem.pk, note="已改", uploads=[photo()])

    assert "只有待处理的问题可以当场销号" in page


def test_a_problem_that_comes_back_within_six_months_stands_one_rung_higher(city, clock):
    from accountability.services import problems

    with on(2016, 5, 10):
        first = problems.report_problem(found_in_gexin(), by=city.supervisor)
        problems.settle_on_the_spot(first, note="当场补齐", uploads=[photo()], by=city.supervisor2)
    supervisor = as_user(city.supervisor)
    entered = {
        "title": "档案又缺表", "facts": "复查发现", "category": "archives", "severity": "1",
        "source": "supervision", "division": GEXIN, "responsibility": "main",
    }  # fmt: skip

    act(supervisor, "problem_report", **entered, found_on="2016-11-08")

    second = Problem.objects.exclude(pk=first.pk).get()
    assert (second.repeated_of, second.is_relapse, second.level) == (first, True, 2)
    page = act(supervisor, "notice_draft", selected=second.pk, kind="L1")
    assert "须下达专项整改督办函" in page

    turn(clock, 11, 11)
    third_found = {**entered, "found_on": "2016-11-11"}
    Problem.objects.filter(pk=second.pk).update(
        state=ProblemState.CLOSED, closed_on=datetime.date(2016, 11, 10)
    )
    act(supervisor, "problem_report", **third_found)
    assert Problem.objects.order_by("-pk").first().level == 3
    assert EscalationProposal.objects.get().reason == "relapse"
