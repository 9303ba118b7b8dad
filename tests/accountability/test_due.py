"""What falls due: reminders, overdue marks and proposals, each once, by working days."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from accountability.enums import (
    InterviewState,
    Level,
    NoticeKind,
    ProblemSource,
    ProblemState,
    ProposalReason,
)
from accountability.models import EscalationProposal, Interview, Notice, Problem
from accountability.services import drafts, due, escalation, interviews, replies, signals
from accountability.services.due import reminder_for, run_due
from assistance.services import visits
from organization.errors import RuleError
from organization.models import Notification, ProblemSignal
from organization.refusals import refusal_of
from organization.services.signals import signal
from tests.accountability.conftest import a_draft, a_problem, a_rectifying, a_sent, an_interview, on
from tests.factories import GEXIN, VillageFactory

STEPS = [-3, -1, 1]


@pytest.mark.parametrize(
    ("due_on", "day", "step"),
    [
        ("2016-11-15", "2016-11-09", None),  # four working days left
        ("2016-11-15", "2016-11-10", -3),
        ("2016-11-15", "2016-11-12", -3),  # a Saturday: Monday and Tuesday are left
        ("2016-11-15", "2016-11-14", -1),
        ("2016-11-15", "2016-11-15", -1),  # the day itself
        ("2016-11-15", "2016-11-16", 1),
        ("2016-11-18", "2016-11-20", None),  # late by a weekend only: no working day yet
        ("2016-11-18", "2016-11-21", 1),
        # National Day 2016: 1 to 7 October off, the weekend of 8 and 9 October worked.
        ("2016-10-08", "2016-09-28", -3),
        ("2016-10-08", "2016-10-05", -1),
        ("2016-10-08", "2016-10-09", 1),
        # Spring Festival 2017: 27 January to 2 February off, 22 January and 4 February worked.
        ("2017-02-03", "2017-01-25", -3),
        ("2017-01-26", "2017-02-02", None),
        ("2017-01-26", "2017-02-03", 1),
    ],
)
def test_reminders_count_working_days(due_on, day, step):
    due, today = map(datetime.date.fromisoformat, [due_on, day])

    assert reminder_for(due, today, STEPS) == step


def titles(user) -> list[str]:
    return list(user.notifications.order_by("pk").values_list("title", flat=True))


def test_a_unit_is_reminded_three_and_one_day_before_and_one_after_each_once(city):
    with on(2016, 11, 1):
        notice = a_rectifying(city)
    Notification.objects.all().delete()

    for offset in range(30):
        day = datetime.date(2016, 11, 2) + datetime.timedelta(days=offset)
        run_due(day)
        run_due(day)

    assert notice.done_due_on == datetime.date(2016, 11, 22)
    assert titles(city.clerk) == [
        "还有3个工作日：仙扶督〔2016〕1号须于2016-11-22前报送整改报告",
        "还有1个工作日：仙扶督〔2016〕1号须于2016-11-22前报送整改报告",
        "已逾期：仙扶督〔2016〕1号应于2016-11-22前报送整改报告",
    ]
    assert titles(city.supervisor)[0].startswith("已逾期")


def test_an_overdue_letter_is_marked_and_an_interview_proposed_once(city):
    with on(2016, 11, 1):
        notice = a_rectifying(city)

    first = [run_due(datetime.date(2016, 11, day)) for day in (22, 23, 23, 24, 28)]

    notice.refresh_from_db()
    proposal = EscalationProposal.objects.get()
    assert notice.overdue_on == datetime.date(2016, 11, 23)
    assert (proposal.level, proposal.proposed_by) == (Level.INTERVIEW, None)
    assert [done.proposals for done in first] == [0, 1, 0, 0, 0]
    assert [done.overdue for done in first] == [0, 1, 0, 0, 0]
    assert Interview.objects.count() == 0, "nothing follows by itself"


def test_a_unit_that_acts_while_the_sweep_runs_is_not_called_late(city, monkeypatch):
    with on(2016, 11, 1):
        notice = a_sent(city)
    Notification.objects.all().delete()
    read = due._notices_near_due

    def read_then_signed(day):
        notices = read(day)
        replies.sign_for(Notice.objects.get(pk=notice.pk), by=city.clerk)
        return notices

    monkeypatch.setattr(due, "_notices_near_due", read_then_signed)

    done = run_due(datetime.date(2016, 11, 3))

    notice.refresh_from_db()
    assert (done.reminders, done.overdue, done.proposals) == (0, 0, 0)
    assert (notice.overdue_on, titles(city.clerk)) == (None, [])


def test_after_a_refusal_only_a_new_occasion_is_proposed_again(city):
    with on(2016, 11, 1):
        notice = a_sent(city)
    run_due(datetime.date(2016, 11, 3))
    proposal = EscalationProposal.objects.get()
    with on(2016, 11, 3):
        escalation.decide_escalation(proposal, adopt=False, note="交通中断", by=city.supervisor)
        replies.sign_for(notice, by=city.clerk)
    run_due(datetime.date(2016, 11, 4))
    assert EscalationProposal.objects.count() == 1

    run_due(datetime.date(2016, 11, 10))  # the plan was due on the 9th

    assert EscalationProposal.objects.count() == 2


def test_nobody_decides_on_what_he_proposed_himself(city, day):
    proposal = escalation.propose_escalation(
        a_rectifying(city), Level.INTERVIEW, explanation="屡催不办", by=city.supervisor
    )

    with pytest.raises(RuleError, match="请由他人决定"):
        escalation.decide_escalation(proposal, adopt=True, note="同意", by=city.supervisor)

    assert (
        escalation.decide_escalation(proposal, adopt=False, note="再等", by=city.supervisor2)
        is None
    )


def test_a_proposal_is_decided_by_who_may_take_that_step_and_once(city, day):
    notice = a_rectifying(city)
    late = notice.due_on + datetime.timedelta(days=1)
    run_due(late + datetime.timedelta(days=10))
    proposal = EscalationProposal.objects.get()

    escalation.decide_escalation(proposal, adopt=True, note="同意约谈", by=city.supervisor)

    with pytest.raises(RuleError, match="已由他人决定"):
        escalation.decide_escalation(proposal, adopt=False, note="不必", by=city.supervisor2)
    assert Interview.objects.get().state == InterviewState.PLANNED


def test_an_answered_notice_is_not_escalated(city):
    with on(2016, 11, 1):
        notice = a_draft(city, NoticeKind.L1)
        drafts.issue_notice(notice, by=city.supervisor)
    run_due(datetime.date(2016, 11, 3))
    proposal = EscalationProposal.objects.get()
    Notice.objects.filter(pk=notice.pk).update(
        state="reported", due_on=None, received_on=datetime.date(2016, 11, 3),
        received_by=city.clerk,
    )  # fmt: skip

    with on(2016, 11, 4), pytest.raises(RuleError, match="请选择不采纳"):
        escalation.decide_escalation(proposal, adopt=True, note="同意", by=city.supervisor)


def test_an_interview_without_result_is_proposed_to_the_discipline_inspection(city):
    with on(2016, 11, 1):
        interview = an_interview(city, planned_on=datetime.date(2016, 11, 1))
        interviews.notify_interview(interview, by=city.supervisor)
        minutes = interviews.Minutes(datetime.date(2016, 11, 1), "镇长", "王秘书", "认识到", "整改")
        interviews.record_interview(interview, minutes, by=city.supervisor)
    assert interview.plan_due_on == datetime.date(2016, 11, 15)
    assert interview.result_due_on == datetime.date(2016, 12, 13)

    run_due(datetime.date(2016, 12, 14))
    run_due(datetime.date(2016, 12, 15))

    proposal = EscalationProposal.objects.get()
    assert (proposal.level, proposal.interview) == (Level.SANCTION, interview)


def test_signals_become_problems_with_those_who_answer_each_once(city, day):
    village = VillageFactory(code=GEXIN)
    for number in range(3):
        signal(
            "visit", village, fingerprint=f"H11:{number}", title=f"第{number}户无帮扶责任人",
            found_on=datetime.date(2016, 12, 1 + number), facts={"户数": 1},
        )  # fmt: skip

    assert run_due(day).signals == 3
    assert run_due(day).signals == 0

    first = Problem.objects.order_by("number").first()
    assert [p.number for p in Problem.objects.order_by("number")] == [
        "WT2016-00001", "WT2016-00002", "WT2016-00003",
    ]  # fmt: skip
    assert (first.unit, first.cadre, first.state) == (city.town, city.head, ProblemState.OPEN)
    assert (first.facts, first.category, first.reported_by) == ("户数：1", "pairing", None)
    assert first.source == ProblemSource.VISIT
    assert set(ProblemSignal.objects.values_list("state", flat=True)) == {"taken"}


def test_a_signal_of_a_place_without_anybody_responsible_waits_and_is_shown(
    city, day, client, log_in
):
    lonely = VillageFactory(code="429004110200")
    signal("check", lonely, fingerprint="x", title="无人负责的线索", found_on=day)
    log_in(user=city.supervisor)

    assert run_due(day).signals == 0
    assert "无人负责的线索" in client.get("/accountability/").content.decode()


@pytest.mark.parametrize(("found_on", "is_relapse"), [(5, False), (15, True)])
def test_a_signal_is_a_relapse_only_if_the_last_problem_was_closed_before(
    city, found_on, is_relapse
):
    day, village = datetime.date(2016, 12, 20), VillageFactory(code=GEXIN)
    signal("visit", village, fingerprint="a", title="未走访", found_on=datetime.date(2016, 12, 1))
    run_due(day)
    Problem.objects.update(state=ProblemState.CLOSED, closed_on=datetime.date(2016, 12, 10))

    again = datetime.date(2016, 12, found_on)
    signal("visit", village, fingerprint="b", title="又未走访", found_on=again)
    run_due(day)

    assert Problem.objects.order_by("-pk").first().is_relapse is is_relapse


@pytest.mark.parametrize(("found_on", "is_relapse"), [(9, False), (10, True)])
def test_what_a_person_reports_is_a_relapse_by_the_same_rule(city, found_on, is_relapse):
    with on(2016, 12, 1):
        former = a_problem(city)
    Problem.objects.update(state=ProblemState.CLOSED, closed_on=datetime.date(2016, 12, 10))

    with on(2016, 12, 20):
        again = a_problem(city, found_on=datetime.date(2016, 12, found_on))

    assert again.is_relapse is is_relapse
    assert again.repeated_of == (former if is_relapse else None)


def test_a_sweep_with_nothing_to_do_writes_nothing_and_asks_the_same_for_any_number(city):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    day = datetime.date(2016, 12, 20)

    def letters(count: int) -> None:
        with on(2016, 11, 1):
            for _ in range(count):
                a_sent(city)

    def statements() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            run_due(day)
        return [query["sql"] for query in captured.captured_queries]

    letters(1)
    with on(2016, 11, 1):
        interview = an_interview(city, planned_on=datetime.date(2016, 11, 1))
        interviews.notify_interview(interview, by=city.supervisor)
        minutes = interviews.Minutes(datetime.date(2016, 11, 1), "镇长", "王秘书", "认识到", "整改")
        interviews.record_interview(interview, minutes, by=city.supervisor)
    signal(
        "check", VillageFactory(code="429004110200"), fingerprint="x", title="无人", found_on=day
    )  # fmt: skip
    done = run_due(day)
    assert (done.overdue, done.proposals) == (1, 2)
    assert done.reminders
    after_one = statements()

    letters(9)
    assert run_due(day).overdue == 9
    assert len(statements()) == len(after_one)
    assert [sql for sql in after_one if not sql.startswith("SELECT")] == []


def test_signals_that_nobody_answers_for_do_not_stop_those_behind_them(city, day, monkeypatch):
    monkeypatch.setattr(signals, "AT_ONCE", 2)
    lonely, village = VillageFactory(code="429004110200"), VillageFactory(code=GEXIN)
    for number in range(3):
        signal("visit", lonely, fingerprint=f"x{number}", title="无人负责", found_on=day)
    for number in range(3):
        signal("visit", village, fingerprint=f"y{number}", title="有人负责", found_on=day)

    assert run_due(day).signals == 3
    assert [each.title for each in signals.unanswered_signals(2)] == ["无人负责"] * 2


def test_every_source_that_the_code_signals_is_known_to_the_ledger():
    assert set(signals.SOURCES) == {visits.SOURCE}


def test_taking_signals_costs_the_same_for_one_and_for_twenty(
    city, day, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def take(count: int) -> int:
        for number in range(count):
            signal(
                "visit", VillageFactory(code=GEXIN), fingerprint=f"{count}-{number}",
                title="缺资料", found_on=day,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            assert signals.take_signals() == count
        return len(captured)

    take(1)
    assert take(20) == take(1)


@pytest.mark.parametrize(
    ("state", "is_refused"), [("open", True), ("adopted", True), ("rejected", False)]
)
def test_the_database_holds_one_proposal_of_a_rung_until_it_is_refused(
    city, day, state, is_refused
):
    problem = a_problem(city)
    values = {
        "problem": problem, "level": Level.INTERVIEW, "reason": ProposalReason.RELAPSE,
        "explanation": "反弹", "unit": problem.unit, "division": problem.division,
        "proposed_on": day,
    }  # fmt: skip
    decision = {"decided_on": day, "decided_by": city.supervisor, "decision_note": "已研究"}
    decided = {} if state == "open" else decision
    EscalationProposal.objects.create(**values, occasion=day, state=state, **decided)

    later = day + datetime.timedelta(days=1)
    if is_refused:
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            EscalationProposal.objects.create(**values, occasion=later)
        assert refusal_of(refused.value) == "该问题已有这一层级的提级建议"
    else:
        EscalationProposal.objects.create(**values, occasion=later)
