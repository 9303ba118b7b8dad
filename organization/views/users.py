"""Accounts and grants, in the web and nowhere else."""

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organization import reports
from organization.files import XLSX, file_answer
from organization.filters import UserFilter
from organization.forms import HandOverForm, ReasonForm, RowEndForm, StandInForm, UserForm
from organization.models import Grant, User
from organization.pages import page_of, refusals_into, with_refused
from organization.permissions import Permission, Role, require
from organization.services import handover, search_terms, users
from organization.working_date import working_date


def _visible(request):
    return User.objects.visible_to(request.user, Permission.USER_MANAGE)


@require(Permission.USER_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def user_list(request):
    """Accounts; a name goes by POST and comes back as a short id, never in the address."""
    if request.method == "POST":
        term = search_terms.keep(request, request.POST.get("name", ""))
        return redirect(f"{request.path}?q={term}")
    rows = _visible(request).with_roles(working_date()).select_related("division", "unit")
    name = search_terms.recall(request, request.GET.get("q", ""))
    if name:
        rows = rows.filter(Q(display_name__contains=name) | Q(username__icontains=name))
    shown = UserFilter(request.GET, rows)
    context = {
        "filter": shown,
        "page": page_of(request, shown.qs),
        "waiting": users.without_password(request.user).count(),
        "at_once": users.PASSWORDS_AT_ONCE,
        "name": name,
        "now": timezone.now(),
    }
    template = "organization/user_list.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


@require(Permission.USER_MANAGE)
@require_http_methods(["GET", "POST"])
def user_create(request):
    """A new account with its first grant; the one-time password is shown once."""
    initial = {"starts_on": working_date(), "division": request.user.home_code}
    form = UserForm(request.POST or None, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            user, password = users.open_account(form.cleaned_data, by=request.user)
            return _show_password(request, user, password)
    return render(request, "organization/user_form.html", {"form": form})


@require(Permission.USER_MANAGE)
@require_POST
def user_issue_passwords(request):
    """One-time passwords for accounts without any, as a workbook in this very answer."""
    issued = users.issue_passwords(by=request.user)
    if not issued:
        messages.info(request, "没有需要发放密码的账号")
        return redirect("organization:user_list")
    name = f"一次性密码{working_date():%Y%m%d}（{len(issued)}人）.xlsx"
    return file_answer(reports.password_list(issued), name, XLSX)


@require(Permission.USER_MANAGE)
@require_safe
def user_detail(request, pk):
    """An account, its grants in time and its last sign-ins."""
    return _page(request, pk)


def _page(request, pk, **refused) -> HttpResponse:
    """The page of an account, with the form that was refused there as it was sent."""
    user = get_object_or_404(_visible(request).select_related("division", "unit", "cadre"), pk=pk)
    grants = user.grants.select_related("division", "unit", "stands_in_for", "granted_by")
    forms = with_refused(request, _offered(request, user, grants), refused)
    context = {
        "account": user,
        "locked_until": users.locked_until(user),
        "grants": [(grant, forms.get(f"end_{grant.pk}")) for grant in grants],
        "sign_ins": user.sign_ins.all()[:10],
        "forms": forms,
    }
    status = 422 if refused else 200
    return render(request, "organization/user_detail.html", context, status=status)


def _offered(request, user, grants) -> dict[str, Form]:
    """A blank form for all that may be done with an account and its grants, by name."""
    by, day = request.user, working_date()
    running = [grant for grant in grants if grant.ends_on is None or grant.ends_on > day]
    offered = {f"end_{grant.pk}": RowEndForm(initial={"on": day}) for grant in running}
    offered["grant"] = StandInForm(by=by, initial={"starts_on": day})
    if user.is_active:
        offered["hand_over"] = HandOverForm(by=by, leaver=user, initial={"on": day})
        offered["disable"] = ReasonForm()
    return offered


@require(Permission.USER_MANAGE)
@require_POST
def grant_give(request, pk):
    user = get_object_or_404(_visible(request), pk=pk)
    form = StandInForm(request.POST, by=request.user)
    if form.is_valid():
        with refusals_into(form):
            users.give_grant(user, users.terms_of(form.cleaned_data), by=request.user)
            messages.success(request, f"已授权{user}")
            return redirect("organization:user_detail", pk)
    return _page(request, pk, grant=form)


@require(Permission.USER_MANAGE)
@require_POST
def grant_end(request, pk):
    grants = Grant.objects.filter(user__in=_visible(request)).select_related("user")
    grant = get_object_or_404(grants, pk=pk)
    form = RowEndForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            users.end_grant(grant, on=form.cleaned_data["on"], by=request.user)
            messages.success(request, f"已终止{grant.user}的“{Role(grant.role).label}”授权")
            return redirect("organization:user_detail", grant.user_id)
    return _page(request, grant.user_id, **{f"end_{pk}": form})


@require(Permission.USER_MANAGE)
@require_POST
def user_disable(request, pk):
    user = get_object_or_404(_visible(request), pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            users.disable_user(user, **form.cleaned_data, by=request.user)
            messages.success(request, f"已停用{user}的账号")
            return redirect("organization:user_detail", pk)
    return _page(request, pk, disable=form)


@require(Permission.USER_MANAGE)
@require_POST
def user_enable(request, pk):
    user = get_object_or_404(_visible(request), pk=pk)
    users.enable_user(user, by=request.user)
    messages.success(request, f"已启用{user}的账号")
    return redirect("organization:user_detail", pk)


@require(Permission.USER_MANAGE)
@require_POST
def user_unlock(request, pk):
    user = get_object_or_404(_visible(request), pk=pk)
    users.unlock_user(user, by=request.user)
    messages.success(request, f"已解锁{user}的账号")
    return redirect("organization:user_detail", pk)


@require(Permission.USER_MANAGE)
@require_POST
def user_reset_password(request, pk):
    """A one-time password, shown once."""
    user = get_object_or_404(_visible(request), pk=pk)
    return _show_password(request, user, users.reset_password(user, by=request.user))


@require(Permission.USER_MANAGE)
@require_POST
def user_hand_over(request, pk):
    """Somebody leaves: what he held passes to another, the account closes."""
    user = get_object_or_404(_visible(request), pk=pk)
    form = HandOverForm(request.POST, by=request.user, leaver=user)
    if form.is_valid():
        heir = form.cleaned_data["to"]
        with refusals_into(form):
            passed = handover.hand_over(user, **form.cleaned_data, by=request.user)
            messages.success(request, f"已交接{passed}项授权给{heir}，{user}的账号已停用")
            return redirect("organization:user_detail", pk)
    return _page(request, pk, hand_over=form)


def _show_password(request, user, password):
    context = {"account": user, "password": password}
    return render(request, "organization/user_password.html", context)
