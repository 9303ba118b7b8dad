"""What households show on their way through procedures: the tests of an exit, the notice."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from households import selectors
from households.exit_tests import EXIT_TESTS
from organization.pages import keys_of, refusals_told
from organization.permissions import Permission, require
from organization.working_date import working_date


@require(Permission.PROCEDURE_HANDLE)
@require_safe
def notice(request):
    """The list of the procedures named, for the village's board, or masked for a web page."""
    on_web = request.GET.get("for") == "web"
    keys = keys_of(request.GET.getlist("selected"))
    with refusals_told(request):
        found = selectors.notice_for(request.user, keys, working_date(), on_web=on_web)
        query = request.GET.copy()
        query["for"] = "board" if on_web else "web"
        context = {"notice": found, "on_web": on_web, "other": f"?{query.urlencode()}"}
        return render(request, "households/notice.html", context)
    return redirect("organization:procedure_list")


@require(Permission.PROCEDURE_VIEW)
@require_safe
def exit_tests_panel(request):
    """How the households of procedures pass the tests of an exit, before somebody decides."""
    keys = keys_of(request.GET.getlist("selected"))
    day = working_date()
    lines = selectors.exit_lines(request.user, keys, day)
    context = {"heads": list(EXIT_TESTS), "lines": lines, "year": day.year}
    return render(request, "households/exit_tests_panel.html", context)
