"""What the pages of assistance have in common: tabs, the way back up, the area asked for."""

from django.urls import reverse
from django.utils.http import urlencode

from assistance.models import Disbursement, Project
from assistance.selectors.coverage import PlaceCoverage
from assistance.selectors.places import areas_of, chosen_area
from households.models import Household
from organization.enums import Reach
from organization.models import Division
from organization.permissions import Permission
from villages.models import Village
from villages.pages import trail_of, url_of

AREA, UNIT, OWN = Reach.DIVISION, Reach.UNIT, Reach.OWN
TABS = [
    ("五个全覆盖", "assistance:overview", Permission.PAIRING_VIEW, {AREA}),
    ("我的帮扶户", "assistance:mine", Permission.VISIT_RECORD, {AREA, OWN}),
    ("结对帮扶", "assistance:pairing_list", Permission.PAIRING_VIEW, {AREA, UNIT, OWN}),
    ("包镇包村", "assistance:area_list", Permission.PAIRING_VIEW, {AREA, UNIT}),
    ("市领导与重点镇", "assistance:leader_list", Permission.PAIRING_VIEW, {AREA}),
    ("走访", "assistance:visit_list", Permission.PAIRING_VIEW, {AREA, UNIT, OWN}),
]
MONEY_TABS = [
    ("项目", "assistance:project_list", Permission.PROJECT_VIEW, {AREA, UNIT}),
    ("资金", "assistance:fund_list", Permission.PROJECT_VIEW, {AREA}),
    ("九大行动", "assistance:action_list", Permission.PROJECT_VIEW, {AREA, UNIT}),
]
"""Parts of the two rooms: label, page, permission, and the reaches for which it holds anything."""


def tabs_of(request, entries=TABS) -> list[dict]:
    """The parts that say something to this user."""
    return [
        {
            "label": label,
            "url": reverse(name),
            "active": request.resolver_match.view_name == name,
            "count": None,
        }
        for label, name, permission, reaches in entries
        if reaches & {grant.reach for grant in request.user.grants_for(permission)}
    ]


def area_of(request, permission: Permission) -> tuple[list[Division], Division | None]:
    """The areas to choose from and the one the page is about; it goes into the frame."""
    asked = request.GET.get("area")
    areas = areas_of(request.user, permission, asked)
    area = chosen_area(areas, asked)
    request.area = area
    return areas, area


def way_to_village(village: Village) -> list[tuple[str, str]]:
    return [*trail_of(village), (village.name, url_of(village))]


def way_to(household: Household, is_named: bool = True) -> list[tuple[str, str]]:
    """市 → 镇 → 村 → 户; the household itself for who may open its file. Needs the village's
    division and township loaded."""
    way = way_to_village(household.village)
    if not is_named:
        return way
    return [*way, (str(household), reverse("households:detail", args=[household.pk]))]


def with_area(name: str, area: Division, *args: str, **query: str) -> str:
    """The address of a page about an area."""
    return f"{reverse(name, args=args)}?{urlencode({'area': area.code, **query})}"


def places_with_gaps(found: list[PlaceCoverage]) -> list[tuple]:
    """Places with households that lack a helper: figures, name, address."""
    places = [place for place in found if place.uncovered]
    names = Division.objects.in_bulk([place.code for place in places])
    return [
        (place, names[place.code].short_name, with_area("assistance:gaps", names[place.code], "C4"))
        for place in places
    ]


def events_of(project: Project) -> list[dict]:
    """The steps of a project as a time line, the latest first."""
    steps = project.steps.select_related("taken_by").order_by("-entered_on", "-pk")
    return [
        {
            "at": step.entered_on.isoformat(),
            "title": step.get_state_display(),
            "by": str(step.taken_by or ""),
            "text": " ".join(filter(None, [step.document_no, step.remark])),
            "url": "",
            "level": "",
        }
        for step in steps
    ]


def payments_of(project: Project):
    """Payments and returns of a project, the latest first."""
    rows = Disbursement.objects.filter(allocation__project=project)
    return rows.select_related("allocation__source", "paid_by")
