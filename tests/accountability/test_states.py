"""The tables of steps: every pair, by whom, and that the docs say the same."""

import itertools

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError

from accountability.enums import (
    NOTICES_IN_HOUSE,
    NOTICES_WITH_UNIT,
    InterviewState,
    ItemState,
    NoticeState,
    PledgeState,
    ProblemState,
)
from accountability.models import Notice
from accountability.services import drafts, moves, walk
from accountability.services.walk import PLAIN, WITH_FORM, WITH_REMARK
from accountability.steps import INTERVIEW_STEPS, NOTICE_STEPS, PLEDGE_STEPS
from organization.errors import RuleError
from organization.management.commands import document_states
from organization.permissions import ROLE_PERMISSIONS, Role
from tests.accountability.conftest import a_pledge, a_problem, a_sent, an_interview
from tests.factories import CITY, YANGLINWEI, make_user

PAIRS = list(itertools.product(NoticeState, NoticeState))


def put(notice: Notice, state: NoticeState, city) -> Notice:
    """The notice as a row in `state`, with what the constraints ask of it."""
    day = notice.sent_on
    values = {"state": state, "due_on": day if state in NOTICES_WITH_UNIT else None}
    values |= {"closed_on": None, "closed_by": None, "cancel_reason": ""}
    if state == NoticeState.CLOSED:
        values |= {"closed_on": day, "closed_by": city.supervisor2}
    if state == NoticeState.CANCELLED:
        values["cancel_reason"] = "试验"
    if state not in NOTICES_IN_HOUSE:
        values |= {"received_on": day, "received_by": city.clerk, "plan_due_on": day}
    Notice.objects.filter(pk=notice.pk).update(**values)
    return Notice.objects.get(pk=notice.pk)


def test_every_pair_outside_the_table_is_refused_and_changes_nothing(city, day):
    notice = a_sent(city)
    outside = [pair for pair in PAIRS if pair not in NOTICE_STEPS]
    assert len(outside) == 15 * 15 - len(NOTICE_STEPS)

    for seen, to in outside:
        row = put(notice, seen, city)
        with pytest.raises(RuleError):
            moves.step_notice(row, to, by=city.supervisor)
        with pytest.raises(RuleError):
            walk.take(row, to, by=city.supervisor, remark="试验")
        assert Notice.objects.get(pk=notice.pk).state == seen


def test_every_pair_of_the_table_is_taken_by_its_permission_only(city, day):
    notice = a_sent(city)
    by_role = {role: make_user(role, CITY) for role in Role}

    for (seen, to), step in NOTICE_STEPS.items():
        for role, user in by_role.items():
            row = put(notice, seen, city)
            if step.permission in ROLE_PERMISSIONS[role]:
                continue
            with pytest.raises(PermissionDenied):
                moves.step_notice(row, to, by=user)


def test_every_step_of_a_notice_has_one_door():
    """A button, a button that asks why, a form, or the adoption of a proposal."""
    for pair in NOTICE_STEPS:
        doors = [pair in PLAIN, pair in WITH_REMARK, pair in WITH_FORM]
        assert sum(doors) == (pair[1] != NoticeState.ESCALATED), pair


@pytest.mark.parametrize(("seen", "to"), list(itertools.product(InterviewState, InterviewState)))
def test_an_interview_keeps_to_its_table(city, day, seen, to):
    interview = an_interview(city)
    values = {"notified_on": day, "number": "仙扶约〔2016〕1号", "held_on": day, "statement": "是",
              "demands": "改", "result_due_on": day}  # fmt: skip
    closed = {"closed_on": day if seen == InterviewState.CLOSED else None}
    type(interview).objects.filter(pk=interview.pk).update(state=seen, **values, **closed)
    interview.refresh_from_db()
    if (seen, to) in INTERVIEW_STEPS:
        with pytest.raises(PermissionDenied):
            moves.take_step(interview, to, steps=INTERVIEW_STEPS, by=city.clerk)
        return

    with pytest.raises(RuleError, match="不能转为"):
        moves.take_step(interview, to, steps=INTERVIEW_STEPS, by=city.supervisor)


@pytest.mark.parametrize(("seen", "to"), list(itertools.product(PledgeState, PledgeState)))
def test_a_pledge_keeps_to_its_table(city, day, seen, to):
    pledge = a_pledge(city)
    reason = {"end_reason": "撤并", "end_document_no": "仙扶组〔2016〕9号"}
    type(pledge).objects.filter(pk=pledge.pk).update(state=seen, **reason)
    pledge.refresh_from_db()
    if (seen, to) in PLEDGE_STEPS:
        with pytest.raises(PermissionDenied):
            moves.take_step(pledge, to, steps=PLEDGE_STEPS, by=city.clerk)
        return

    with pytest.raises(RuleError, match="不能转为"):
        moves.take_step(pledge, to, steps=PLEDGE_STEPS, by=make_user("city_office"))


def test_problems_taken_along_with_a_notice_keep_to_their_table(city, day):
    problem = a_problem(city)

    with pytest.raises(RuleError, match="“待处理”的问题不能转为“整改中”"):
        drafts.move_problems(
            [problem.pk], ProblemState.OPEN, ProblemState.NOTICED, by=city.supervisor
        )


def test_buttons_are_those_of_the_table_for_this_person(city, day):
    notice = a_sent(city)
    insider = make_user("town_clerk", YANGLINWEI)
    labels = {state: set() for state in NoticeState}

    for state in NoticeState:
        row = put(notice, state, city)
        labels[state] = {choice.label for choice in walk.choices(row, insider)}

    assert labels[NoticeState.SENT] == {"签收"}
    assert labels[NoticeState.RECEIVED] == {"报送整改方案"}
    assert labels[NoticeState.RECTIFYING] == {"报送整改报告"}
    assert labels[NoticeState.RETURNED] == {"报送整改报告"}
    assert labels[NoticeState.REPORTED] == set()
    assert labels[NoticeState.CLOSED] == set()


def test_the_document_of_states_is_fresh():
    try:
        call_command("document_states", check=True)
    except CommandError as stale:
        pytest.fail(str(stale))


def test_the_document_shows_every_step_of_every_table():
    text = document_states.document()

    for (seen, to), step in NOTICE_STEPS.items():
        assert f"| {seen.label} | {to.label} | {step.label} |" in text
        assert f"{seen.name} --> {to.name}: {step.label}" in text
    assert ItemState.ACCEPTED.label in text
