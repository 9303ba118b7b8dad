"""What tests of the reviews share: a register counted by hand, and who works on the reports."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from households.models import Household
from organization.models import User
from reviews.models import ReviewReport
from reviews.services import reports
from tests.factories import CITY, make_user
from tests.reviews.register import five_households, hand_in


@dataclass
class Desk:
    """The city's poverty office: one writes, another approves."""

    writer: User
    approver: User


@pytest.fixture
def desk(db) -> Desk:
    return Desk(
        make_user("city_office", display_name="编制人"),
        make_user("city_office", display_name="审核人"),
    )


@pytest.fixture
def households(db) -> dict[str, Household]:
    return five_households()


@pytest.fixture
def built(django_capture_on_commit_callbacks, desk) -> Callable[..., ReviewReport]:
    """The report of a period as the worker leaves it: `built("monthly", "2016-11")`."""

    def ask(kind: str = "monthly", period: str = "2016-11", code: str = CITY) -> ReviewReport:
        with django_capture_on_commit_callbacks(execute=True):
            report = reports.request_report(kind, period, code, by=desk.writer)
        report.refresh_from_db()
        return report

    return ask


@pytest.fixture
def published(built, desk) -> Callable[..., ReviewReport]:
    """A report that has gone the whole way."""

    def go(*args: Any) -> ReviewReport:
        report = built(*args)
        hand_in(report, by=desk.writer)
        reports.publish(report, by=desk.approver)
        return report

    return go


@pytest.fixture
def post(client) -> Callable[..., dict]:
    """POST to the API and look at its answer: `post("meetings/record", {...}, 201)`."""

    def send(path: str, data: dict | None = None, status: int = 200) -> dict:
        answer = client.post(f"/api/v1/{path}/", data or {}, content_type="application/json")
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return send
