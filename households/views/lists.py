"""The household list and the search that leads to it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from households import pages, reports, selectors
from households.checks import KIND
from households.filters import HouseholdFilter
from households.models import Household
from households.services import exporting
from organization.files import XLSX, file_answer
from organization.pages import page_of
from organization.permissions import Permission, require
from organization.procedures import kinds_for
from organization.services import search_terms
from organization.working_date import working_date


@require(Permission.HOUSEHOLD_VIEW)
@require_safe
def household_list(request):
    """Households within reach, filtered, and searched when the address carries a search's id."""
    day = working_date()
    text = search_terms.recall(request, request.GET.get("q", ""))
    shown = HouseholdFilter(request.GET, pages.rows_of(request.user, text), request=request)
    ids = shown.qs.values_list("pk", flat=True)
    # A search is run once and its finds are paged from memory; the list is paged by the database.
    page = page_of(request, list(ids) if text else ids)
    rows = selectors.list_rows(list(page.object_list), day, text)
    context = {
        "filter": shown,
        "page": page,
        "rows": rows,
        "text": text,
        "row_totals": "" if text else f"{selectors.people_in(shown.qs, day):,} 人",
        "elsewhere": "" if rows else selectors.registered_elsewhere(text, request.user),
        "may_register": request.user.may(Permission.HOUSEHOLD_EDIT),
        "kinds": kinds_for(KIND) if request.user.may(Permission.PROCEDURE_HANDLE) else [],
        "export_url": pages.export_url(request.user),
    }
    partial = "#results" if request.htmx.target == "results" else ""
    return render(request, f"households/list.html{partial}", context)


@require(Permission.HOUSEHOLD_EXPORT)
@require_POST
def export(request):
    """The list as a workbook: the same rows, filters and columns as the page.

    A short list is the answer itself; a long one is a job, whose page hands it out.
    """
    day, user = working_date(), request.user
    text = search_terms.recall(request, request.GET.get("q", ""))
    seen = pages.rows_of(user, text, Permission.HOUSEHOLD_EXPORT)
    shown = HouseholdFilter(request.GET, seen, request=request)
    if not shown.is_valid():
        messages.error(request, "筛选条件有误，没有导出：请按列表上的提示更正后再导出")
        return redirect(f"{reverse('households:list')}?{request.GET.urlencode()}")
    rows = shown.qs
    count = rows.count()
    if count > exporting.EXPORTED_AT_ONCE:
        job = exporting.request_export(user, query=request.GET.dict(), text=text, count=count)
        return redirect("organization:job", job.pk)
    exporting.record_export(user, count)
    content = reports.list_workbook(
        rows, day, columns=pages.columns_of(request.GET), said=pages.export_line(user, day)
    )
    return file_answer(content, pages.export_name(day), XLSX)


@require(Permission.HOUSEHOLD_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request):
    """Take search terms, which never stand in an address, and lead to what they find."""
    if request.method != "POST":
        return redirect("households:list")
    text = request.POST.get("q", "").strip()
    found = list(Household.objects.search(text, request.user).values_list("pk", flat=True)[:2])
    if len(found) == 1:
        return redirect("households:detail", found[0])
    term = search_terms.keep(request, text)
    return redirect(f"{reverse('households:list')}?q={term}&validity=any")
