"""The first page: what waits for me, and who is late."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accountability.models import Notice
from accountability.selectors import desk as reads
from accountability.services.signals import unanswered_signals
from accountability.views.shared import tabs
from organization.permissions import Permission, require
from organization.pieces import clock_words
from organization.working_date import working_date

SHOWN = 12


@require(Permission.NOTICE_VIEW)
@require_safe
def desk(request):
    """For the supervisor what to sign, judge, chase; for a unit what to sign for and answer."""
    day = working_date()
    late = Notice.objects.visible_to(request.user, Permission.NOTICE_VIEW).overdue(day)
    late = late.for_list().order_by("due_on", "pk")
    may_take = request.user.may(Permission.NOTICE_DRAFT)
    context = {
        "tabs": tabs(request.user, "desk"),
        "lines": reads.desk(request.user, day),
        "late": [(notice, clock_words(notice.due_on, day)) for notice in late[:SHOWN]],
        "late_count": late.count(),
        "proposals": reads.proposals_for(request.user).for_list()[:SHOWN],
        "unanswered": unanswered_signals(SHOWN) if may_take else [],
        "day": day,
    }
    return render(request, "accountability/desk.html", context)
