"""The responsibility chain (责任链): who answers for a place on a day, one answer per kind."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from accountability.enums import ProblemCategory, ResponsibilityKind
from accountability.models import Responsibility
from organization.division_codes import ancestors
from organization.enums import Duty, UnitKind
from organization.models import Cadre, CadrePost, Unit
from villages.models import Posting


@dataclass(frozen=True)
class Responsible:
    """Unit, post and person that answer."""

    kind: ResponsibilityKind
    unit: Unit
    post: str
    cadre: Cadre | None


class Chain:
    """The chain of some places as it stood on a day, read with a constant number of queries.

    Registered responsibilities come first, the nearest area before the wider, one of the
    category before the general. Where none is registered, the township answers with its head
    (主体责任) and the first secretary with the unit that sent him (帮扶责任); a policy
    responsibility has to be registered.
    """

    def __init__(self, day: datetime.date, codes: Iterable[str]) -> None:
        areas = {area for code in codes for area in ancestors(code)}
        rows = Responsibility.objects.as_of(day).filter(division_id__in=areas).for_list()
        self._registered = {(row.kind, row.division_id, row.category): row for row in rows}
        towns = Unit.objects.as_of(day).filter(kind=UnitKind.TOWNSHIP, division_id__in=areas)
        self._towns = {unit.division_id: unit for unit in towns.order_by("-code")}
        postings = Posting.objects.as_of(day).first_secretaries().filter(village_id__in=areas)
        self._postings = {
            posting.village_id: posting for posting in postings.select_related("unit", "cadre")
        }
        units = {row.unit_id for row in self._registered.values()} | {
            unit.pk for unit in self._towns.values()
        }
        heads = CadrePost.objects.as_of(day).filter(duty=Duty.HEAD, unit_id__in=units)
        self._heads = {head.unit_id: head for head in heads.select_related("cadre")}

    def answer(
        self, kind: ResponsibilityKind, code: str, category: ProblemCategory | str = ""
    ) -> Responsible | None:
        """Who answers for the place `code`; None where nobody is registered."""
        for area in ancestors(code):
            for key in [(kind, area, category), (kind, area, "")]:
                row = self._registered.get(key)
                if row is not None:
                    return Responsible(kind, row.unit, row.post, row.cadre or self._head(row.unit))
        return self._unregistered(kind, code)

    def all_kinds(self, code: str) -> list[tuple[ResponsibilityKind, Responsible | None]]:
        """One line per kind, for the page."""
        return [(kind, self.answer(kind, code)) for kind in ResponsibilityKind]

    def _unregistered(self, kind: ResponsibilityKind, code: str) -> Responsible | None:
        if kind == ResponsibilityKind.MAIN:
            unit = next((self._towns[a] for a in ancestors(code) if a in self._towns), None)
            head = self._heads.get(unit.pk) if unit else None
            post = head.title if head else "主要负责人"
            return Responsible(kind, unit, post, head.cadre if head else None) if unit else None
        posting = self._postings.get(code) if kind == ResponsibilityKind.ASSISTANCE else None
        return Responsible(kind, posting.unit, "第一书记", posting.cadre) if posting else None

    def _head(self, unit: Unit) -> Cadre | None:
        head = self._heads.get(unit.pk)
        return head.cadre if head else None


def responsible(
    day: datetime.date,
    code: str,
    kind: ResponsibilityKind,
    category: ProblemCategory | str = "",
) -> Responsible | None:
    """Who answered for a place on `day`."""
    return Chain(day, [code]).answer(kind, code, category)
