"""Moving the demonstration city's day."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from organization.permissions import Permission, require
from reviews.forms import AdvanceForm
from reviews.services.advance import advance_day as advance


@require(Permission.DAY_ADVANCE)
@require_POST
def advance_day(request):
    """Ask the worker to move the day; the frame shows it when it has moved."""
    form = AdvanceForm(request.POST)
    if form.is_valid():
        advance(form.cleaned_data["to"], by=request.user)
        messages.success(
            request,
            f"正在推进到{form.cleaned_data['to']}，其间到期事项由后台逐日办理，请稍后刷新",
        )
    else:
        messages.error(request, "日期无法识别，请按2017-01-15的样式填写")
    return redirect("organization:home")
