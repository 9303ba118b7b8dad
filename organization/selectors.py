"""Reads of the ground floor across models, for pages."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from organization.division_codes import ancestors
from organization.enums import Duty
from organization.models import Cadre, CadrePost, Division, Parameter, Unit, User
from organization.parameters import DEFINITIONS, Definition
from organization.permissions import Permission, roles_with


@dataclass(frozen=True)
class ParameterLine:
    """A parameter and its value in force for an area."""

    definition: Definition
    value: Any
    document_no: str
    is_default: bool


def parameter_table(day: datetime.date, code: str) -> dict[str, list[ParameterLine]]:
    """All parameters by group, with the nearest value in force on `day`."""
    chain = ancestors(code)
    rows = Parameter.objects.as_of(day).filter(division_id__in=chain)
    nearest: dict[str, Parameter] = {}
    for row in sorted(rows, key=lambda row: chain.index(row.division_id)):
        nearest.setdefault(row.key, row)
    groups: dict[str, list[ParameterLine]] = {}
    for definition in DEFINITIONS.values():
        found = nearest.get(definition.key)
        line = ParameterLine(
            definition,
            found.value if found else definition.default,
            found.document_no if found else "",
            found is None,
        )
        groups.setdefault(definition.group, []).append(line)
    return groups


@dataclass(frozen=True)
class SetupStep:
    """One step of a real start: what, how far, where to do it."""

    title: str
    text: str
    count: int
    is_done: bool
    url: str
    """Where to enter rows one by one; empty for who may not."""
    import_sheet: str
    """The workbook for the same rows; empty for who may not upload it."""
    needed: str
    """The roles that do it, in words, for who may not."""


@dataclass(frozen=True)
class _Step:
    order: int
    title: str
    text: str
    count: Callable[[], int]
    enough: Callable[[int], bool]
    url_name: str
    needs: Permission
    sheet: str = ""


_steps: list[_Step] = []


def register_step(
    order: int,
    title: str,
    text: str,
    *,
    count: Callable[[], int],
    url_name: str,
    needs: Permission,
    sheet: str = "",
    enough: Callable[[int], bool] = bool,
) -> None:
    """Add a step to the list of a real start; from `registrations` of the app that has it.

    `needs` is what form and workbook of these rows ask of their user.
    """
    _steps.append(_Step(order, title, text, count, enough, url_name, needs, sheet))
    _steps.sort(key=lambda step: step.order)


def setup_steps(user: User) -> list[SetupStep]:
    """The steps of a real start with what is there."""
    shown = []
    for step in _steps:
        count, may = step.count(), user.may(step.needs)
        shown.append(
            SetupStep(
                step.title,
                step.text,
                count,
                step.enough(count),
                reverse(step.url_name) if may else "",
                step.sheet if may and user.may(Permission.IMPORT_UPLOAD) else "",
                "" if may else "、".join(role.label for role in roles_with(step.needs)),
            )
        )
    return shown


def open_setup_steps() -> int:
    """How many steps of a real start are still to be done, by whomever."""
    return sum(not step.enough(step.count()) for step in _steps)


def townships_without_leader(day: datetime.date) -> int:
    """Townships whose 分管领导 is not entered: their imports go to the city office."""
    led = CadrePost.objects.as_of(day).filter(duty=Duty.DEPUTY_IN_CHARGE)
    townships = Division.objects.townships().current()
    return townships.exclude(code__in=led.values("unit__division_id")).count()


def unit_count() -> int:
    return Unit.objects.open().count()


def cadre_count() -> int:
    return Cadre.objects.in_service().count()


def user_count() -> int:
    return User.objects.filter(is_active=True).count()


def division_count() -> int:
    return Division.objects.villages().current().count()
