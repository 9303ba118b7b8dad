"""Registering a household, saving it with its people, people joining and leaving."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from households import pages, selectors
from households.forms.answers import TOO_MANY, answer_id
from households.forms.checking import is_savable
from households.forms.people import HeadForm, LeaveForm
from households.forms.sheet import MOST_NEWCOMERS, Sheet
from households.models import Household, Membership
from households.services import households, people
from households.views.detail import household_or_404
from organization.api_throttles import NumbersTried
from organization.errors import StaleError
from organization.pages import keys_of, refusals_into
from organization.permissions import Permission, require
from organization.refusals import refused
from organization.working_date import working_date

CHANGES_SHOWN = 4


@require(Permission.HOUSEHOLD_EDIT)
@require_http_methods(["GET", "POST"])
def household_create(request):
    """Register a household with its people in one page."""
    year = pages.year_of(request.GET.get("year", ""), working_date())
    sheet = Sheet(Household(), year, user=request.user, data=request.POST or None)
    if request.method == "POST" and is_savable(sheet):
        made = _register(sheet, request.user)
        if made:
            messages.success(request, f"已登记{made}，户号 {made.household_no}")
            return redirect(_next(request, made))
    return _page(request, sheet, "登记农户")


def _register(sheet, user):
    place = sheet.place.cleaned_data
    with refused(sheet.refuse):
        return households.register_household(
            place["village"], sheet.entry(), identified_on=place["identified_on"], by=user
        )
    return None


@require(Permission.HOUSEHOLD_EDIT)
@require_http_methods(["GET", "POST"])
def household_edit(request, pk):
    """Save a household and its people; who saves second sees what the first one changed."""
    household = household_or_404(request, pk, Permission.HOUSEHOLD_EDIT)
    today = working_date()
    last = pages.surveyed_year(household, today)
    year = pages.year_of(request.GET.get("year", ""), today, last)
    sheet = Sheet(household, year, user=request.user, data=request.POST or None)
    if request.method == "POST" and is_savable(sheet):
        sheet, changes = _save(sheet, request.user)
        if changes is not None:
            messages.success(request, _said(changes))
            return redirect(_next(request, household))
    request.trail = pages.trail_of(household.village)
    return _page(request, sheet, f"修改{household}")


def _save(sheet, user):
    """The page to show again, or what was saved."""
    household = Household.objects.get(pk=sheet.household.pk)
    with refused(sheet.refuse):
        try:
            changes = households.save_household(
                household, sheet.entry(), version=sheet.version, by=user
            )
        except StaleError:
            latest = selectors.trail_of(household).first()
            who = str(latest.actor or "系统") if latest else "他人"
            at = timezone.localtime(latest.at).strftime("%H:%M") if latest else ""
            return sheet.rebased(by=who, at=at), None
        return sheet, changes
    return sheet, None


def _said(changes) -> str:
    """What was saved, in words."""
    if not changes:
        return "没有改动"
    shown = "；".join(str(change) for change in changes[:CHANGES_SHOWN])
    more = f"；共{len(changes)}处" if len(changes) > CHANGES_SHOWN else ""
    return f"已保存：{shown}{more}"


def _next(request, household):
    """Where one goes after saving: the household, or the next new one."""
    return "households:create" if "next" in request.POST else pages.url_of(household)


def _page(request, sheet, title):
    this_year = working_date().year
    context = {
        "sheet": sheet, "title": title, "here": title, "household": sheet.household,
        "next_year": this_year if sheet.year < this_year else None,
    }  # fmt: skip
    return render(request, "households/form.html", context)


@require(Permission.HOUSEHOLD_EDIT)
@require_safe
def newcomer(request, place):
    """Room for one more person on the page."""
    if place >= MOST_NEWCOMERS:
        raise Http404
    household, asked = Household(), request.GET.get("household", "")
    if asked:
        pk = next(iter(keys_of([asked])), 0)
        household = household_or_404(request, pk, Permission.HOUSEHOLD_EDIT)
    sheet = Sheet(household, working_date().year, user=request.user)
    context = {"group": sheet.newcomer(place), "household": household, "next_place": place + 1}
    return render(request, "households/newcomer.html", context)


@require(Permission.HOUSEHOLD_EDIT)
@require_POST
def id_check(request):
    """Answer an ID number while it is typed: sex, birth date, or where it is registered."""
    number = request.POST.get(request.POST.get("field", ""), "")
    if NumbersTried().allow_request(request, None):
        answer = answer_id(number, request.POST.get("member", ""), request.user)
    else:
        answer = TOO_MANY
    return render(request, "households/id_answer.html", {"answer": answer})


@require(Permission.HOUSEHOLD_EDIT)
@require_http_methods(["GET", "POST"])
def member_leave(request, pk):
    """Register that somebody left the household."""
    memberships = Membership.objects.visible_to(request.user, Permission.HOUSEHOLD_EDIT).open()
    membership = get_object_or_404(
        memberships.select_related("household__village__division__parent", "member"), pk=pk
    )
    household = membership.household
    initial = {"version": household.version, "on": working_date()}
    form = LeaveForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            people.member_leaves(membership, **form.cleaned_data, by=request.user)
            messages.success(request, f"已登记{membership.member}减少")
            return redirect("households:detail", household.pk)
    return _small_form(request, form, household, f"减少成员：{membership.member}")


@require(Permission.HOUSEHOLD_EDIT)
@require_http_methods(["GET", "POST"])
def head_change(request, pk):
    """Make another member the head, with everybody's relation to him."""
    household = household_or_404(request, pk, Permission.HOUSEHOLD_EDIT)
    initial = {"version": household.version, "on": working_date()}
    form = HeadForm(request.POST or None, household=household, initial=initial)
    if request.method == "POST" and form.is_valid():
        version, on = form.cleaned_data["version"], form.cleaned_data["on"]
        with refusals_into(form):
            people.change_head(household, form.relations, on=on, version=version, by=request.user)
            messages.success(request, f"户主已变更为{household.head_name}")
            return redirect("households:detail", pk)
    return _small_form(request, form, household, "变更户主")


def _small_form(request, form, household, title):
    request.trail = [*pages.trail_of(household.village), (str(household), pages.url_of(household))]
    context = {"form": form, "household": household, "title": title, "here": title}
    return render(request, "households/small_form.html", context)
