"""The next rung: what an adopted proposal makes of the letter that it follows."""

from django.urls import reverse

from accountability.enums import Level, ProblemState
from accountability.models import Notice
from accountability.services import acceptance, escalation
from tests.accountability.conftest import City, a_reported


def half_accepted(city: City) -> Notice:
    """A returned letter of two problems, the first of which is put right."""
    notice = a_reported(city, count=2)
    acceptance.start_check(notice, by=city.supervisor2)
    good, bad = notice.items.all()
    acceptance.accept_item(good, by=city.supervisor2)
    acceptance.return_item(bad, note="照片看不清", by=city.supervisor2)
    acceptance.return_notice(notice, days=5, by=city.supervisor2)
    return notice


def test_what_was_put_right_is_closed_when_the_rest_goes_a_rung_up(city, day, client, log_in):
    former = half_accepted(city)
    Notice.objects.filter(pk=former.pk).update(kind="L1")
    former.refresh_from_db()
    proposal = escalation.propose_escalation(
        former, Level.RECTIFICATION_LETTER, explanation="屡催不办", by=city.supervisor
    )
    log_in(user=city.supervisor2)

    answer = client.post(
        reverse("accountability:proposal_decide", args=[proposal.pk]),
        {"adopt": "1", "note": "同意"},
    )

    letter = Notice.objects.get(follows=former)
    assert answer.url == reverse("accountability:notice_edit", args=[letter.pk])
    good, bad = (item.problem for item in former.items.order_by("position"))
    assert (good.state, good.closed_on) == (ProblemState.CLOSED, day)
    assert bad.state == ProblemState.DRAFTED
    assert [item.problem for item in letter.items.all()] == [bad]
