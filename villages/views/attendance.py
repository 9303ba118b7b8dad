"""Days in the village, month by month."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organization.days import ONE_DAY
from organization.pages import keys_of, page_of, refusals_into
from organization.permissions import Permission, require
from organization.working_date import working_date
from villages import selectors
from villages.filters import AttendanceFilter
from villages.forms import MonthForm
from villages.models import AttendanceMonth, Posting
from villages.months import next_month
from villages.services import attendance
from villages.views.villages import village_form


@require(Permission.VILLAGE_VIEW)
@require_safe
def attendance_list(request):
    """First secretaries with the days of one month and the year's stand, in order of places."""
    day = working_date()
    rows = Posting.objects.visible_to(request.user, Permission.VILLAGE_VIEW).first_secretaries()
    rows = rows.for_list().order_by("village_id", "starts_on")
    shown = AttendanceFilter(request.GET, rows, request=request)
    page = page_of(request, shown.qs)
    until = min(next_month(shown.shown_month) - ONE_DAY, day)
    context = {
        "filter": shown,
        "page": page,
        "lines": selectors.attendance_lines(page.object_list, shown.shown_month, until),
        "month": shown.shown_month,
        "may_enter": request.user.may(Permission.ATTENDANCE_CONFIRM),
    }
    partial = "#results" if request.htmx.target == "results" else ""
    return render(request, f"villages/attendance_list.html{partial}", context)


@require(Permission.ATTENDANCE_CONFIRM)
@require_POST
def attendance_confirm(request):
    """Confirm the ticked months as they were entered."""
    visible = AttendanceMonth.objects.visible_to(request.user, Permission.ATTENDANCE_CONFIRM)
    rows = visible.filter(pk__in=keys_of(request.POST.getlist("selected")))
    rows = rows.select_related("posting")
    count = attendance.confirm_months(list(rows), by=request.user)
    messages.success(request, f"已核定{count}人的在村天数")
    return redirect(f"{reverse('villages:attendance')}?{request.GET.urlencode()}")


@require(Permission.ATTENDANCE_CONFIRM)
@require_http_methods(["GET", "POST"])
def attendance_enter(request, pk, month):
    """Enter the days of one month, or correct them."""
    visible = Posting.objects.visible_to(request.user, Permission.ATTENDANCE_CONFIRM)
    posting = get_object_or_404(visible.for_list(), pk=pk)
    entered = AttendanceMonth.objects.filter(posting=posting, month=month).first()
    form = MonthForm(request.POST or None, initial=MonthForm.initial_of(entered))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            attendance.enter_month(posting, month, form.days, by=request.user)
            messages.success(request, f"已核定{posting.cadre}{month:%Y年%m月}在村天数")
            return redirect(f"{reverse('villages:attendance')}?month={month:%Y-%m}")
    title = f"{posting.cadre}{month.year}年{month.month}月在村天数"
    return village_form(request, posting.village, form, title, entered=entered)
