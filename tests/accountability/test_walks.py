"""Random walks of a notice: whatever people try, what must hold holds."""

import datetime
from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accountability.enums import (
    NOTICES_WITH_UNIT,
    ItemState,
    NoticeKind,
    NoticeState,
    ProblemState,
)
from accountability.models import Notice, NoticeItem
from accountability.services import acceptance, drafts, replies, walk
from accountability.services.due import run_due
from organization.errors import RuleError
from organization.models import Attachment, DemoClock, User
from organization.working_date import fixed_working_date
from tests.accountability.conftest import City, a_problem, done_lines, make_city, plan_lines

PEOPLE = st.sampled_from(["supervisor", "supervisor2", "clerk"])


class NoticeWalk(RuleBasedStateMachine):
    """Any person tries any step in any order, days pass, the sweep runs."""

    @initialize(kind=st.sampled_from(NoticeKind), count=st.integers(1, 2))
    def begin(self, kind, count):
        self.world = transaction.atomic()
        self.world.__enter__()
        self.day = datetime.date(2016, 9, 26)
        self.city: City = make_city()
        DemoClock.objects.create(day=self.day)
        with fixed_working_date(self.day):
            listed = [a_problem(self.city, title=f"问题{n}") for n in range(count)]
            self.pk = drafts.draft_notice(kind, listed, by=self.city.supervisor).pk
        self.numbers: set[str] = set()

    def teardown(self):
        """Every walk begins in an empty world."""
        if hasattr(self, "world"):
            transaction.set_rollback(True)
            self.world.__exit__(None, None, None)

    def attempt(self, verb, *args, **kwargs) -> None:
        with (
            fixed_working_date(self.day),
            suppress(RuleError, PermissionDenied),
            transaction.atomic(),
        ):
            verb(*args, **kwargs)

    def person(self, name: str) -> User:
        return User.objects.get(pk=getattr(self.city, name).pk)

    @property
    def notice(self) -> Notice:
        return Notice.objects.get(pk=self.pk)

    @rule(who=PEOPLE, to=st.sampled_from(NoticeState))
    def try_any_step(self, who, to):
        self.attempt(walk.take, self.notice, to, by=self.person(who), remark="意见")

    @rule(who=PEOPLE)
    def take_a_step_offered(self, who):
        person = self.person(who)
        with fixed_working_date(self.day):
            offered = [c for c in walk.choices(self.notice, person) if c.kind == "plain"]
        for choice in offered[:1]:
            self.attempt(walk.take, self.notice, choice.to, by=person)

    @rule(who=PEOPLE)
    def plan(self, who):
        notice = self.notice
        lines = plan_lines(notice, self.day)
        self.attempt(
            replies.submit_plan, notice, lines, text="方案", leader="镇长", by=self.person(who)
        )

    @rule(who=PEOPLE)
    def report(self, who):
        notice = self.notice
        self.attempt(
            replies.report_done, notice, done_lines(notice), text="报告", leader="镇长",
            by=self.person(who),
        )  # fmt: skip

    @rule(who=PEOPLE, good=st.booleans())
    def judge(self, who, good):
        for item in NoticeItem.objects.filter(notice=self.pk).select_related("notice"):
            verb = acceptance.accept_item if good else acceptance.return_item
            self.attempt(verb, item, note="意见", by=self.person(who))

    @rule(who=PEOPLE)
    def send_back(self, who):
        self.attempt(acceptance.return_notice, self.notice, days=3, by=self.person(who))

    @rule(days=st.integers(1, 9))
    def days_pass(self, days):
        self.day += datetime.timedelta(days=days)
        run_due(self.day)

    @invariant()
    def what_must_hold(self):
        if not hasattr(self, "pk"):
            return
        notice = self.notice
        assert (notice.due_on is not None) == (notice.state in NOTICES_WITH_UNIT)
        if notice.number:
            self.numbers.add(notice.number)
        assert len(self.numbers) <= 1, "a number was lost or given twice"
        if notice.state == NoticeState.CLOSED:
            self.closed_is_proven(notice)

    def closed_is_proven(self, notice: Notice) -> None:
        assert notice.closed_by not in {notice.signed_by, self.city.clerk}
        for item in notice.items.select_related("problem"):
            assert item.state == ItemState.ACCEPTED
            assert item.checked_by not in {item.done_by, notice.signed_by}
            assert Attachment.objects.of(item).exists()
            assert item.problem.state == ProblemState.CLOSED


@pytest.mark.django_db
def test_whatever_people_try_a_closed_letter_is_proven_and_accepted_by_another():
    run_state_machine_as_test(
        NoticeWalk,
        settings=settings(
            max_examples=8, stateful_step_count=16, deadline=None, database=None,
            derandomize=True, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
