"""A household with its people as one body, through the form page and all its checks."""

from typing import Any

from rest_framework import serializers

from households.forms.blocks import (
    FactsBlock,
    IncomeBlock,
    JoinBlock,
    LivingBlock,
    PersonBlock,
    PersonYearBlock,
    PlaceBlock,
    YearBlock,
)
from households.forms.checking import is_savable
from households.forms.sheet import MOST_NEWCOMERS, Group, Sheet
from households.models import Household
from organization.api_forms import as_typed, body_of
from organization.models import User
from organization.working_date import working_date

SECTIONS = {"facts": "h", "year": "y", "income": "i", "living": "l"}
"""Parts of the body, and of the page."""


class PersonBody(body_of(JoinBlock, PersonBlock, PersonYearBlock, partial=True)):
    """Somebody of the household: known (`member`) or new; a field left out stays as it is."""

    member = serializers.IntegerField(
        min_value=1, required=False, help_text="已在该户的成员；新增成员不填"
    )


class SheetBody(serializers.Serializer):
    """A household and its survey of one data year; what is left out stays as it is."""

    data_year = serializers.IntegerField(min_value=2013, max_value=2050, required=False)
    facts = body_of(FactsBlock, partial=True)(required=False)
    year = body_of(YearBlock, partial=True)(required=False)
    income = body_of(IncomeBlock, partial=True)(required=False)
    living = body_of(LivingBlock, partial=True)(required=False)
    people = PersonBody(many=True, required=False)

    def validate_data_year(self, value: int) -> int:
        if value > working_date().year:
            raise serializers.ValidationError("数据年度不能晚于今年")
        return value


class RegisterBody(body_of(PlaceBlock), SheetBody):
    """A new household; the first person is its head."""


class SaveBody(SheetBody):
    """A household as it should be; `version` is what the caller saw.

    Without `data_year` it is the year that was surveyed last, as on the page.
    """

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


def filled_sheet(household: Household, sent: dict[str, Any], year: int, user: User) -> Sheet:
    """The form page as somebody would have filled it in, found valid.

    `sent` is the body as it came, whose shape is checked already.

    Raises:
        ValidationError: a field is refused, or a check finds a new error.
    """
    begun = Sheet(household, year, user=user)
    people = sent.get("people", [])
    typed = as_typed(begun.control, {"version": sent.get("version", household.version)})
    if begun.is_new:
        typed.update(as_typed(begun.place, sent))
    for group in begun.groups:
        name = next((name for name, slug in SECTIONS.items() if slug == group.slug), None)
        if name:
            typed.update(as_typed(group.blocks[0], sent.get(name, {})))
    places = _places(begun, people)
    for group, values in _persons(begun, people, places):
        for block in group.blocks:
            typed.update(as_typed(block, values))
    sheet = Sheet(household, year, user=user, data=typed)
    if not is_savable(sheet):
        raise serializers.ValidationError(_errors(sheet, places))
    return sheet


def _places(begun: Sheet, people: list[dict]) -> dict[str, int]:
    """Part of the page → place in the list of the body."""
    known = {str(group.slug) for group in begun.groups if group.membership}
    places: dict[str, int] = {}
    for number, one in enumerate(people):
        slug = f"m{one['member']}" if one.get("member") else f"n{_newcomers(places)}"
        if slug in places:
            raise serializers.ValidationError({f"people.{number}.member": ["同一成员填写了两次"]})
        if one.get("member") and slug not in known:
            raise serializers.ValidationError({f"people.{number}.member": ["该成员不在此户"]})
        places[slug] = number
    if _newcomers(places) > MOST_NEWCOMERS:
        raise serializers.ValidationError({"people": [f"一次最多新增{MOST_NEWCOMERS}人"]})
    return places


def _newcomers(places: dict[str, int]) -> int:
    return sum(slug.startswith("n") for slug in places)


def _persons(begun: Sheet, people: list[dict], places: dict[str, int]):
    """Everybody on the page with what was sent of him; of who is not named nothing changes."""
    groups: dict[str, Group] = {group.slug: group for group in begun.groups if group.is_person}
    for slug in places:
        groups.setdefault(slug, begun.newcomer(int(slug[1:])))
    for slug, group in groups.items():
        yield group, people[places[slug]] if slug in places else {}


def _errors(sheet: Sheet, places: dict[str, int]) -> dict[str, list[str]]:
    """Every error at its field of the body; refusals of the whole page by themselves."""
    names = {slug: name for name, slug in SECTIONS.items()}
    found: dict[str, list[str]] = {"non_field_errors": list(sheet.refusals)}
    for group in sheet.groups:
        if group.is_person:
            place = f"people.{places[group.slug]}" if group.slug in places else group.title
        else:
            place = names.get(group.slug, "")
        for block in group.blocks:
            for name, said in block.errors.items():
                key = name if name == "__all__" else f"{place}.{name}".strip(".")
                found.setdefault(key, []).extend(str(one) for one in said)
    for name, said in sheet.control.errors.items():
        found.setdefault(name, []).extend(str(one) for one in said)
    return {name: said for name, said in found.items() if said}
