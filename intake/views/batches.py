"""Pages: the list of batches, what waits for me, upload, one batch with its preview."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from intake import pages, selectors
from intake.filters import BatchFilter
from intake.forms import UploadForm, forms_of
from intake.services.upload import UploadedBeforeError
from intake.services.upload import upload as keep_upload
from intake.sheets import labels, sheet_of, sheets_for
from organization.errors import RuleError
from organization.pages import page_of, with_refused
from organization.permissions import Permission, require
from organization.working_date import is_demo


def batch_or_404(request, pk, permission=Permission.IMPORT_VIEW):
    """A batch within the user's reach, or his own."""
    return get_object_or_404(selectors.batches_of(request.user, permission), pk=pk)


@require(Permission.IMPORT_VIEW)
@require_safe
def batch_list(request):
    """Every batch of the user's area, newest first."""
    shown = BatchFilter(request.GET, selectors.batches_of(request.user), request=request)
    context = {
        "filter": shown,
        "page": page_of(request, shown.qs),
        "tabs": _tabs(request, waiting=selectors.batches_to_decide(request.user).count()),
        "sheet_labels": labels(),
        "may_upload": bool(sheets_for(request.user)),
    }
    partial = "#results" if request.htmx.target == "results" else ""
    return render(request, f"intake/batch_list.html{partial}", context)


@require(Permission.IMPORT_APPROVE)
@require_safe
def decide_list(request):
    """The work list of an approver."""
    page = page_of(request, selectors.batches_to_decide(request.user))
    context = {
        "page": page,
        "tabs": _tabs(request, waiting=page.paginator.count, deciding=True),
        "sheet_labels": labels(),
    }
    return render(request, "intake/decide_list.html", context)


def _tabs(request, *, waiting, deciding=False):
    everything, mine = reverse("intake:batch_list"), reverse("intake:decide_list")
    tabs = [{"label": "全部批次", "url": everything, "active": not deciding, "count": None}]
    if request.user.may(Permission.IMPORT_APPROVE):
        tabs.append({"label": "待我审核", "url": mine, "active": deciding, "count": waiting})
    return tabs


@require(Permission.IMPORT_UPLOAD)
@require_http_methods(["GET", "POST"])
def upload(request):
    """Choose a kind of workbook and a file."""
    initial = {"sheet": request.GET.get("sheet", "")}
    form = UploadForm(
        request.POST or None, request.FILES or None, user=request.user, initial=initial
    )
    earlier = None
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_keep(form.cleaned_data, request.user))
        except UploadedBeforeError as refusal:
            earlier = refusal.batch
            form.offer_again()
            form.add_error("file", str(refusal))
        except RuleError as refusal:
            form.add_error("file", str(refusal))
    context = {
        "form": form,
        "sheets": sheets_for(request.user),
        "is_demo": is_demo(),
        "earlier": earlier and selectors.batches_of(request.user).filter(pk=earlier.pk).first(),
    }
    return render(request, "intake/upload.html", context, status=422 if form.errors else 200)


def _keep(data, user):
    return keep_upload(
        data["sheet"],
        data["file"].name,
        data["file"].read(),
        by=user,
        data_date=data.get("data_date"),
        again=data["again"],
    )


@require(Permission.IMPORT_VIEW)
@require_safe
def batch_detail(request, pk):
    """One batch: where it stands, what it would change, what is wrong, what can be done."""
    return batch_page(request, pk)


def batch_page(request, pk, **refused) -> HttpResponse:
    """The page of a batch, with the form that was refused there as it was sent."""
    batch = batch_or_404(request, pk)
    rights = pages.rights_of(batch, request.user)
    chosen = request.GET.get("view") or pages.first_tab(batch)
    page = page_of(request, pages.rows_of(batch, chosen))
    context = {
        "batch": batch,
        "sheet": sheet_of(batch.sheet),
        "next_step": sheet_of(batch.sheet).next_step if batch.is_in_force else None,
        "steps": pages.steps_of(batch),
        "rights": rights,
        "job": pages.work_of(batch),
        "undo_refusal": pages.undo_refusal(batch),
        "successor": pages.successor_of(batch),
        "tabs": pages.tabs_of(batch, chosen),
        "page": page,
        "lines": pages.lines_of(batch, page.object_list, request.user),
        "view": chosen,
        "list_url": batch.get_absolute_url(),
        "place": pages.place_of(batch),
        "forms": with_refused(request, forms_of(batch, rights), refused),
    }
    partial = "#rows" if request.htmx.target == "rows" else ""
    status = 422 if refused else 200
    return render(request, f"intake/batch_detail.html{partial}", context, status=status)


@require(Permission.IMPORT_VIEW)
@require_safe
def progress(request, pk):
    """How far the work on a batch is; when it is over the page is read anew."""
    batch = batch_or_404(request, pk)
    job = pages.work_of(batch)
    response = render(request, "intake/batch_detail.html#progress", {"batch": batch, "job": job})
    if not batch.is_at_work or (job and job.is_over):
        response["HX-Refresh"] = "true"
    return response
