"""A household and its people as one form page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.forms import BoundField

from households.enums import JoinReason, Relation
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
from households.forms.comparison import (
    Comparison,
    Shown,
    decided,
    merge_field,
    opened,
    seal,
    stored_value,
)
from households.models import Household, Member, Membership
from households.services.entries import HouseholdEntry, PersonEntry
from organization.models import User

MOST_NEWCOMERS = 20
_SPEAKS_FOR = {"relation": "id_no", "sex": "id_no"}
"""Where a relation stands on a page of its own, what does not fit it is told at the number that
sex and age come from."""
_NEWCOMER = re.compile(r"n(\d{1,2})-name")


class Control(forms.Form):
    """What the page carries besides the household."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)


@dataclass
class Group:
    """A titled part of the page: one block, or the blocks of one person."""

    slug: str
    title: str
    blocks: list[forms.BaseForm]
    note: str = ""
    membership: Membership | None = None

    @property
    def fields(self) -> Iterator[BoundField]:
        for block in self.blocks:
            yield from block.visible_fields()

    @property
    def usual(self) -> list[BoundField]:
        """What is always in view."""
        seldom = self._seldom()
        return [bound for bound in self.fields if bound.name not in seldom]

    @property
    def more(self) -> list[BoundField]:
        """What is folded away."""
        seldom = self._seldom()
        return [bound for bound in self.fields if bound.name in seldom]

    @property
    def more_is_open(self) -> bool:
        """Folded fields come into view when something is wrong with one of them."""
        return self.has_errors and any(bound.errors for bound in self.more)

    def _seldom(self) -> set[str]:
        return {name for block in self.blocks for name in getattr(block, "seldom", ())}

    @property
    def has_errors(self) -> bool:
        return any(block.is_bound and block.errors for block in self.blocks)

    @property
    def typed_number(self) -> str:
        """The person's ID number if a readable one was typed."""
        return self._person.values.get("id_no", "")

    @property
    def name(self) -> str:
        """The person's name as it was typed."""
        return self._person.values.get("name", "")

    @property
    def _person(self) -> PersonBlock:
        return next(block for block in self.blocks if isinstance(block, PersonBlock))

    @property
    def is_person(self) -> bool:
        return self.slug[0] in "mn"

    @property
    def is_newcomer(self) -> bool:
        return self.slug[0] == "n"


class Sheet:
    """The whole page as one thing that is valid or not."""

    def __init__(self, household: Household, year: int, *, user: User, data=None) -> None:
        self.household, self.year, self.user = household, year, user
        self.data = decided(data, self._place) if data is not None else None
        self.refusals: list[str] = []
        self.comparison: Comparison | None = None
        self.copied_from: int | None = None
        self.control = Control(self.data, prefix="c", initial={"version": household.version})
        self.groups = [*self._household_groups(), *self._people_groups()]
        self.groups += [self.newcomer(place) for place in self._newcomer_places()]
        self.seen = {} if self.is_new else self._shown()
        self.control.initial["seen"] = seal(self.seen, self._place)

    # --- blocks ------------------------------------------------------------------------------

    def _household_groups(self) -> list[Group]:
        blocks = {
            "h": FactsBlock(self.data, prefix="h", instance=self.household),
            "y": YearBlock(self.data, prefix="y", instance=self._row("years")),
            "i": IncomeBlock(self.data, prefix="i", instance=self._row("incomes")),
            "l": LivingBlock(self.data, prefix="l", instance=self._row("conditions")),
        }
        self.facts, self.of_year, self.income, self.living = blocks.values()
        groups = [Group(slug, block.title, [block]) for slug, block in blocks.items()]
        if self.is_new:
            self.place = PlaceBlock(self.data, prefix="p", user=self.user)
            groups.insert(0, Group("p", self.place.title, [self.place]))
        return groups

    def _row(self, related: str):
        """The survey of the page's year, or the last one before it to begin with."""
        if self.is_new:
            return None
        rows = getattr(self.household, related).filter(data_year__lte=self.year)
        row = rows.order_by("-data_year").first()
        if row and row.data_year != self.year:
            self.copied_from = max(self.copied_from or 0, row.data_year)
        return row

    def _people_groups(self) -> list[Group]:
        if self.is_new:
            return []
        memberships = list(self.household.memberships.open().select_related("member"))
        memberships.sort(key=lambda each: (each.relation, each.pk))
        years = self.household.member_years.filter(data_year__lte=self.year)
        latest = {row.member_id: row for row in years.order_by("data_year")}
        return [self._person_group(each, latest.get(each.member_id)) for each in memberships]

    def _person_group(self, membership: Membership, row) -> Group:
        prefix = f"m{membership.member_id}"
        member = membership.member
        blocks = [
            PersonBlock(self.data, prefix=prefix, instance=member),
            PersonYearBlock(self.data, prefix=prefix, instance=row),
        ]
        note = membership.get_relation_display()
        return Group(prefix, member.name, blocks, note, membership)

    def newcomer(self, place: int) -> Group:
        """Room for one more person."""
        prefix = f"n{place}"
        initial = {"join_reason": JoinReason.REGISTERED} if self.is_new else {}
        if self.is_new and place == 0:
            initial["relation"] = Relation.HEAD
        join = JoinBlock(self.data, prefix=prefix, initial=initial)
        if self.is_new:
            join.fields["joined_on"].required = False
            join.fields["joined_on"].help_text = "与识别时间相同的不填"
        blocks = [
            join,
            PersonBlock(self.data, prefix=prefix),
            PersonYearBlock(self.data, prefix=prefix),
        ]
        title = "户主" if self.is_new and place == 0 else f"新增成员{place + (not self.is_new)}"
        return Group(prefix, title, blocks)

    @property
    def is_new(self) -> bool:
        return self.household.pk is None

    def _newcomer_places(self) -> list[int]:
        """New people of whom something is typed; a new household begins with its head."""
        least = [0] if self.is_new else []
        if self.data is None:
            return least
        typed = [_NEWCOMER.fullmatch(key) for key in self.data]
        places = {int(found[1]) for found in typed if found and self._is_typed(int(found[1]))}
        return sorted(places | set(least))[:MOST_NEWCOMERS]

    def _is_typed(self, place: int) -> bool:
        return any(self.data.get(f"n{place}-{name}") for name in ("name", "id_no", "relation"))

    @property
    def next_place(self) -> int:
        """Where the next new person stands."""
        places = [int(group.slug[1:]) for group in self.groups if group.is_newcomer]
        return max(places, default=-1) + 1

    @property
    def blocks(self) -> list[forms.BaseForm]:
        return [block for group in self.groups for block in group.blocks]

    # --- answers -----------------------------------------------------------------------------

    def is_valid(self) -> bool:
        # Every block is asked, so that all errors are shown at once.
        answers = [block.is_valid() for block in [self.control, *self.blocks]]
        return all(answers)

    def typed_numbers(self) -> list[tuple[Member | None, str]]:
        """The persons of the page with the ID number typed for each; empty where it stays."""
        people = [group for group in self.groups if group.is_person]
        return [
            (group.membership.member if group.membership else None, group.typed_number)
            for group in people
        ]

    def unclear(self, row: int | None) -> set[str]:
        """Names of fields whose shape is wrong: those of the household and of the `row`-th
        person, of everybody without a row. What reads them cannot be judged yet."""
        people = [group for group in self.groups if group.is_person]
        others = people if row is None else [people[row]]
        groups = [group for group in self.groups if not group.is_person] + others
        return {name for group in groups for block in group.blocks for name in block.errors}

    def mark(self, name: str, sentence: str, row: int | None = None) -> None:
        """Put an error at a field, of the `row`-th person or of the household."""
        people = [group for group in self.groups if group.is_person]
        groups = self.groups if row is None else [people[row]]
        for block in (block for group in groups for block in group.blocks):
            field = name if name in block.fields else _SPEAKS_FOR.get(name, "")
            if field in block.fields:
                block.add_error(field, sentence)
                return
        self.refuse(sentence)

    def refuse(self, sentence: str) -> None:
        """Show a rule's refusal on top of the page."""
        self.refusals.append(sentence)

    @property
    def version(self) -> int:
        return self.control.cleaned_data["version"]

    @property
    def error_links(self) -> list[tuple[str, str]]:
        """(id, sentence) of every error, in the order of the page."""
        return [
            (bound.id_for_label or bound.auto_id, self._said(group, bound, message))
            for group in self.groups
            for bound in group.fields
            for message in bound.errors
        ]

    @property
    def has_errors(self) -> bool:
        return bool(self.refusals or (self.data is not None and self.error_links))

    @staticmethod
    def _said(group: Group, bound: BoundField, message: str) -> str:
        """The message with the person and the label, but for what it names itself."""
        if group.is_person and group.name and message.startswith(f"{group.name}："):
            return message
        names = [group.title] if group.is_person else []
        names += [] if str(bound.label) in message else [str(bound.label)]
        return f"{'·'.join(names)}：{message}" if names else message

    @staticmethod
    def _label(group: Group, bound: BoundField) -> str:
        return f"{group.title}·{bound.label}" if group.is_person else str(bound.label)

    def entry(self) -> HouseholdEntry:
        """What the verbs are given of a valid page; of another, what is clear of it."""
        people = [
            PersonEntry(
                person=group.blocks[0].values,
                year=group.blocks[1].values,
                member=group.membership.member,
                relation=Relation(group.membership.relation),
            )
            for group in self.groups
            if group.membership
        ]
        people += [self._newcomer(*group.blocks) for group in self.groups if group.is_newcomer]
        return HouseholdEntry(
            data_year=self.year,
            facts=self.facts.values,
            year=self.of_year.values,
            income=self.income.values_if_any,
            living=self.living.values_if_any,
            people=people,
        )

    @staticmethod
    def _newcomer(join: JoinBlock, person: PersonBlock, year: PersonYearBlock) -> PersonEntry:
        data = join.cleaned_data
        return PersonEntry(
            person=person.values,
            year=year.values,
            relation=Relation(data.get("relation") or Relation.OTHER),
            join_reason=JoinReason(data.get("join_reason") or JoinReason.REGISTERED),
            joined_on=data.get("joined_on"),
        )

    # --- two savers --------------------------------------------------------------------------

    @property
    def _place(self) -> str:
        return str(self.household.pk or "")

    def _shown(self) -> Shown:
        """What the page shows of the stored household, by the names of its inputs."""
        return {
            block.add_prefix(name): stored_value(block, name, known)
            for group in self.groups
            if not group.is_newcomer
            for block in group.blocks
            for name, known in block.fields.items()
        }

    def rebased(self, *, by: str, at: str) -> "Sheet":
        """The page again, on top of what somebody else has saved meanwhile."""
        fresh = Household.objects.select_related("village__division").get(pk=self.household.pk)
        stored = Sheet(fresh, self.year, user=self.user)
        was = opened(self.data["c-seen"], self._place) or {}
        merged = self.data.copy()
        found = []
        for group in stored.groups:
            for bound in group.fields:
                key = bound.html_name
                before, now = was.get(key, ""), stored.seen[key]
                if now != before:
                    label = self._label(group, bound)
                    found.append(merge_field(label, bound, before, now, merged))
        merged["c-version"] = str(fresh.version)
        merged["c-seen"] = seal(stored.seen, self._place)
        sheet = Sheet(fresh, self.year, user=self.user, data=merged)
        sheet.comparison = Comparison(by, at, [each for each in found if each])
        return sheet
