"""The city's leaders and the townships it has designated: who there is to take places on."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assistance import pages
from assistance.filters import LeaderPostFilter
from assistance.forms.leadership import (
    DesignationForm,
    EndDesignationForm,
    EndPostForm,
    LeaderPostForm,
)
from assistance.models import LeaderPost, TownshipDesignation
from assistance.selectors.leadership import designation_lines
from assistance.services import leadership
from organization.division_codes import city_of
from organization.pages import page_of, refusals_into
from organization.permissions import Permission, require
from organization.scope import covers
from organization.working_date import working_date


@require(Permission.PAIRING_VIEW)
@require_safe
def leader_list(request):
    """Posts in the city's leadership, and the designated townships; now and formerly."""
    posts = LeaderPost.objects.visible_to(request.user, Permission.PAIRING_VIEW).for_list()
    shown = LeaderPostFilter(request.GET, posts.newest_first(), request=request)
    known = TownshipDesignation.objects.visible_to(request.user, Permission.PAIRING_VIEW)
    designations = known.for_list().order_by("division", "-kind", "-starts_on")
    day, city = working_date(), city_of(request.user.home_code)
    context = {
        "tabs": pages.tabs_of(request),
        "filter": shown,
        "page": page_of(request, shown.qs),
        "lines": designation_lines(designations.as_of(day), day),
        "former": designations.filter(ends_on__lte=day),
        "day": day,
        "sees_city": covers(request.user, Permission.PAIRING_VIEW, city),
        "may_enter": covers(request.user, Permission.LEADERSHIP_MANAGE, city),
        "may_arrange": covers(request.user, Permission.PAIRING_MANAGE, city),
    }
    partial = "#results" if request.htmx.target == "results" else ""
    return render(request, f"assistance/leader_list.html{partial}", context)


@require(Permission.LEADERSHIP_MANAGE)
@require_http_methods(["GET", "POST"])
def leader_post_start(request):
    """Enter a post in the city's leadership."""
    return _enter(request, LeaderPostForm, leadership.start_leader_post, "登记市领导职务", "登记")


@require(Permission.LEADERSHIP_MANAGE)
@require_http_methods(["GET", "POST"])
def township_designate(request):
    """Declare a township a key township, or one with a heavy task."""
    return _enter(request, DesignationForm, leadership.designate_township, "认定重点镇", "认定")


@require(Permission.LEADERSHIP_MANAGE)
@require_http_methods(["GET", "POST"])
def leader_post_end(request, pk):
    """A leader leaves a post."""
    posts = LeaderPost.objects.for_list()
    return _end(request, posts, pk, EndPostForm, leadership.end_leader_post, "离任")


@require(Permission.LEADERSHIP_MANAGE)
@require_http_methods(["GET", "POST"])
def designation_end(request, pk):
    """Withdraw a designation."""
    rows = TownshipDesignation.objects.for_list()
    return _end(request, rows, pk, EndDesignationForm, leadership.end_designation, "撤销认定")


def _enter(request, form_class, enter, here, submit):
    """A form in which a term begins; `enter` is the verb behind it."""
    form = form_class(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = enter(**form.cleaned_data, by=request.user)
            messages.success(request, f"已{submit}：{made}")
            return redirect("assistance:leader_list")
    return render(request, "assistance/form.html", {"form": form, "here": here, "submit": submit})


def _end(request, terms, pk, form_class, end, what):
    """A form in which one of the terms ends; `end` is the verb behind it."""
    term = get_object_or_404(terms.visible_to(request.user, Permission.LEADERSHIP_MANAGE), pk=pk)
    form = form_class(request.POST or None, initial={"ends_on": working_date()})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            end(term, **form.cleaned_data, by=request.user)
            messages.success(request, f"已办理{what}：{term}")
            return redirect("assistance:leader_list")
    context = {
        "form": form,
        "here": f"{what}：{term}",
        "submit": f"确认{what}",
        "since": term.starts_on,
    }
    return render(request, "assistance/form.html", context)
