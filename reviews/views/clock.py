"""Moving the demonstration city's day."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from organization.pages import refusals_into
from organization.permissions import Permission, require
from reviews.forms import AdvanceForm
from reviews.services.advance import advance_day as advance


@require(Permission.DAY_ADVANCE)
@require_POST
def advance_day(request):
    """Ask the worker to move the day; the frame shows it when it has moved.

    The frame's dialog is asked on any page, so a refused day has a page of its own.
    """
    form = AdvanceForm(request.POST)
    if form.is_valid():
        to = form.cleaned_data["to"]
        with refusals_into(form):
            advance(to, by=request.user)
            messages.success(request, f"正在推进到{to}，其间到期事项由后台逐日办理，请稍后刷新")
            return redirect("organization:home")
    return render(request, "reviews/day_form.html", {"form": form}, status=422)
