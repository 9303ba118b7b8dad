"""Units and cadres."""

from django.contrib import messages
from django.db.models import Count, Q
from django.forms import Form
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organization.cadre_field import suggestions
from organization.enums import Duty
from organization.filters import CadreFilter, UnitFilter
from organization.forms import CadreForm, EndForm, PostForm, ReasonForm, RowEndForm, UnitForm
from organization.models import Cadre, CadrePost, Unit, User
from organization.pages import page_of, refusals_into, with_refused
from organization.permissions import Permission, require
from organization.pinyin import named
from organization.services import search_terms, units
from organization.working_date import working_date


@require(Permission.UNIT_VIEW)
@require_safe
def unit_list(request):
    """Units within the user's reach, with how many cadres belong to each."""
    rows = Unit.objects.visible_to(request.user, Permission.UNIT_VIEW).open()
    rows = rows.select_related("division").annotate(
        cadre_count=Count("cadres", filter=Q(cadres__left_on__isnull=True))
    )
    rows = rows.order_by("code")
    shown = UnitFilter(request.GET, rows)
    context = {"filter": shown, "page": page_of(request, shown.qs)}
    template = "organization/unit_list.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


@require(Permission.UNIT_EDIT)
@require_http_methods(["GET", "POST"])
def unit_edit(request, pk=None):
    """Enter a unit or correct one."""
    visible = Unit.objects.visible_to(request.user, Permission.UNIT_EDIT)
    unit = get_object_or_404(visible, pk=pk) if pk else Unit(starts_on=working_date())
    form = UnitForm(request.POST or None, instance=unit, by=request.user)
    if request.method == "POST" and form.is_valid():
        stored = Unit.objects.get(pk=pk) if pk else Unit()
        with refusals_into(form):
            units.save_unit(stored, form.values, by=request.user, seen=form.what_was_seen)
            messages.success(request, f"已保存单位“{stored}”")
            return redirect("organization:unit_list")
    return _unit_page(request, unit, form)


def _unit_page(request, unit: Unit, form: UnitForm, **refused) -> HttpResponse:
    """The form of a unit, below it that of its end; one that was refused as it was sent."""
    offered = {"end": EndForm()} if unit.pk and unit.ends_on is None else {}
    forms = with_refused(request, offered, refused)
    context = {"form": form, "unit": unit, "forms": forms}
    status = 422 if refused else 200
    return render(request, "organization/unit_form.html", context, status=status)


@require(Permission.UNIT_EDIT)
@require_POST
def unit_end(request, pk):
    unit = get_object_or_404(Unit.objects.visible_to(request.user, Permission.UNIT_EDIT), pk=pk)
    form = EndForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            units.end_unit(unit, on=form.cleaned_data["on"], by=request.user)
            messages.success(request, f"已撤销单位“{unit}”")
            return redirect("organization:unit_list")
    return _unit_page(request, unit, UnitForm(instance=unit, by=request.user), end=form)


@require(Permission.CADRE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def cadre_list(request):
    """Cadres; a name goes by POST and comes back as a short id, never in the address."""
    if request.method == "POST":
        term = search_terms.keep(request, request.POST.get("name", ""))
        return redirect(f"{request.path}?q={term}")
    rows = Cadre.objects.visible_to(request.user, Permission.CADRE_VIEW).select_related("unit")
    name = search_terms.recall(request, request.GET.get("q", ""))
    if name:
        rows = rows.filter(named(name))
    shown = CadreFilter(request.GET, rows)
    context = {"filter": shown, "page": page_of(request, shown.qs), "name": name}
    template = "organization/cadre_list.html" + ("#results" if request.htmx else "")
    return render(request, template, context)


@require(Permission.CADRE_VIEW)
@require_POST
def cadre_suggest(request):
    """What the field for a cadre offers while one types."""
    visible = Cadre.objects.visible_to(request.user, Permission.CADRE_VIEW)
    return JsonResponse({"found": suggestions(request.POST.get("q", "")[:40], visible)})


@require(Permission.CADRE_VIEW)
@require_safe
def cadre_detail(request, pk):
    """A cadre with the posts held in time."""
    return _cadre_page(request, pk)


def _cadre_page(request, pk, **refused) -> HttpResponse:
    """The page of a cadre, with the form that was refused there as it was sent."""
    visible = Cadre.objects.visible_to(request.user, Permission.CADRE_VIEW)
    cadre = get_object_or_404(visible.select_related("unit"), pk=pk)
    posts = cadre.posts.select_related("unit")
    edits = request.user.may(Permission.CADRE_EDIT)
    offered = _offered(request.user, cadre, posts) if edits else {}
    forms = with_refused(request, offered, refused)
    context = {
        "cadre": cadre,
        "edits": edits,
        "posts": [(post, forms.get(f"end_{post.pk}")) for post in posts],
        "forms": forms,
    }
    status = 422 if refused else 200
    return render(request, "organization/cadre_detail.html", context, status=status)


def _offered(user: User, cadre: Cadre, posts) -> dict[str, Form]:
    """A blank form for all that may be entered about a cadre, by name."""
    day = working_date()
    held = [post for post in posts if post.ends_on is None]
    offered: dict[str, Form] = {f"end_{post.pk}": RowEndForm(initial={"on": day}) for post in held}
    if cadre.left_on is None:
        offered |= {"post": PostForm(by=user), "leave": ReasonForm()}
    return offered


@require(Permission.CADRE_EDIT)
@require_http_methods(["GET", "POST"])
def cadre_edit(request, pk=None):
    """Enter a cadre or correct one."""
    visible = Cadre.objects.visible_to(request.user, Permission.CADRE_EDIT)
    cadre = get_object_or_404(visible, pk=pk) if pk else Cadre()
    form = CadreForm(request.POST or None, instance=cadre, by=request.user)
    if request.method == "POST" and form.is_valid():
        stored = Cadre.objects.get(pk=pk) if pk else Cadre()
        with refusals_into(form):
            units.save_cadre(stored, form.values, by=request.user, seen=form.what_was_seen)
            messages.success(request, f"已保存干部“{stored}”")
            return redirect("organization:cadre_detail", stored.pk)
    return render(request, "organization/cadre_form.html", {"form": form, "cadre": cadre})


@require(Permission.CADRE_EDIT)
@require_POST
def cadre_leave(request, pk):
    cadre = get_object_or_404(Cadre.objects.visible_to(request.user, Permission.CADRE_EDIT), pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            units.cadre_leaves(cadre, on=working_date(), **form.cleaned_data, by=request.user)
            messages.success(request, f"已办理{cadre}离开，其在任职务同日结束")
            return redirect("organization:cadre_detail", pk)
    return _cadre_page(request, pk, leave=form)


@require(Permission.CADRE_EDIT)
@require_POST
def post_start(request, pk):
    cadre = get_object_or_404(Cadre.objects.visible_to(request.user, Permission.CADRE_EDIT), pk=pk)
    form = PostForm(request.POST, by=request.user)
    if form.is_valid():
        values = {**form.cleaned_data, "duty": Duty(form.cleaned_data["duty"])}
        with refusals_into(form):
            units.start_post(cadre, values.pop("unit"), **values, by=request.user)
            messages.success(request, "已登记任职")
            return redirect("organization:cadre_detail", pk)
    return _cadre_page(request, pk, post=form)


@require(Permission.CADRE_EDIT)
@require_POST
def post_end(request, pk):
    posts = CadrePost.objects.filter(
        cadre__in=Cadre.objects.visible_to(request.user, Permission.CADRE_EDIT)
    )
    post = get_object_or_404(posts.select_related("cadre", "unit"), pk=pk)
    form = RowEndForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            units.end_post(post, on=form.cleaned_data["on"], by=request.user)
            messages.success(request, "已登记离任")
            return redirect("organization:cadre_detail", post.cadre_id)
    return _cadre_page(request, post.cadre_id, **{f"end_{pk}": form})
