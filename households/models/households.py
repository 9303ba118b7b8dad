"""The household: where it lives and how it is found."""

import datetime
from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from households.enums import Validity
from households.enums.status import STILL_POOR
from households.models.members import PATTERN, Membership
from households.models.search import fits, has_person
from households.models.spans import MonitoringCase, PovertySpan, ValiditySpan
from households.terms import Kind, Term, parse
from organization.crypto import tail_index
from organization.fields import BlindIndex, EncryptedText
from organization.models import User
from organization.permissions import Permission
from organization.scope import ScopedQuerySet


class HouseholdQuerySet(ScopedQuerySet):
    division_field = "village_id"

    def valid(self, day: datetime.date) -> Self:
        """Households that stand in the register on `day`."""
        return self.with_validity(day, Validity.VALID)

    def with_validity(self, day: datetime.date, validity: str) -> Self:
        spans = ValiditySpan.objects.as_of(day).filter(validity=validity)
        return self.filter(Exists(spans.filter(household=OuterRef("pk"))))

    def with_status(self, day: datetime.date, *statuses: str) -> Self:
        """Households whose poverty status on `day` is one of `statuses`."""
        spans = PovertySpan.objects.as_of(day).filter(status__in=statuses)
        return self.filter(Exists(spans.filter(household=OuterRef("pk"))))

    def poor(self, day: datetime.date) -> Self:
        """Households that count as poor on `day`: not yet, or no longer, lifted."""
        return self.valid(day).with_status(day, *STILL_POOR)

    def monitored(self, day: datetime.date) -> Self:
        """Households with a risk identified by `day` and not removed before it."""
        cases = MonitoringCase.objects.as_of(day).filter(household=OuterRef("pk"))
        return self.filter(Exists(cases))

    def search(self, text: str, user: User) -> Self:
        """What `user` finds by a search: within his scope, people who fit the words first.

        Short numbers (the last 4 or 6) are only ever looked up here, inside the scope.
        """
        terms = [_allowed(term, user) for term in parse(text)]
        seen = self.visible_to(user, Permission.HOUSEHOLD_VIEW)
        if not terms:
            return seen.none()
        found = seen.filter(fits(terms))
        if len(terms) == 1 and terms[0].kind == Kind.LETTERS:
            return found.order_by("household_no")  # only people are found by letters alone
        by_person = When(reduce(or_, (has_person(term) for term in terms)), then=Value(0))
        ranked = found.annotate(search_rank=Case(by_person, default=Value(1)))
        return ranked.order_by("search_rank", "household_no")

    def for_list(self, day: datetime.date) -> Self:
        """Shape of a list row: place names, status and size on `day`, without further queries."""
        status = PovertySpan.objects.as_of(day).filter(household=OuterRef("pk")).values("status")
        validity = ValiditySpan.objects.as_of(day).filter(household=OuterRef("pk"))
        members = Membership.objects.as_of(day).filter(household=OuterRef("pk")).order_by()
        size = members.values("household").annotate(n=Count("pk")).values("n")
        watched = MonitoringCase.objects.as_of(day).filter(household=OuterRef("pk"))
        return self.select_related("village__division__parent").annotate(
            status_now=Subquery(status[:1]),
            validity_now=Subquery(validity.values("validity")[:1]),
            size_now=Coalesce(Subquery(size, output_field=IntegerField()), 0),
            monitoring_now=Subquery(watched.values("kind")[:1]),
        )


def _allowed(term: Term, user: User) -> Term:
    """Whoever may not reveal a number may not guess it either: with what the mask shows and the
    year of birth thirty searches would tell the rest. For him it is only a number."""
    is_masked = term.kind in {Kind.ID, Kind.TAIL_6, Kind.PHONE}
    if is_masked and not user.may(Permission.PERSONAL_REVEAL):
        return Term(Kind.NUMBER, term.text)
    return term


class Household(models.Model):
    """A household of the register (户): its place, its contact, its numbers.

    What it is (valid, poor, monitored) stands in spans, who belongs to it in memberships, what is
    surveyed in yearly rows. `head_name` and `head_initials` repeat the head's, kept by the verbs,
    so that a list of 27,000 needs no join. `version` is raised by every verb that changes the
    household: the lock that both engines know, and the proof that nobody was quicker.
    """

    household_no = models.CharField(
        "户号", max_length=18, help_text="村代码12位、顺序号5位、校验位1位"
    )
    national_no = models.CharField(  # noqa: DJ001 -- unique below, where it is known
        "国家系统户编号", max_length=20, null=True, blank=True
    )
    village = models.ForeignKey(
        "villages.Village",
        models.PROTECT,
        related_name="households",
        verbose_name="行政村",
        db_index=False,  # led by the index below
    )
    natural_village = models.CharField("自然村", max_length=40, blank=True)
    group_no = models.CharField("村民小组", max_length=20, blank=True)
    address = models.CharField("家庭住址", max_length=120, blank=True)
    phone = EncryptedText("联系电话", blank=True, default="")
    phone_index = BlindIndex(source="phone")
    phone_tail = BlindIndex(source="phone", make=tail_index)
    bank_name = models.CharField("开户银行", max_length=60, blank=True)
    bank_account = EncryptedText("一卡通账号", blank=True, default="")
    identified_on = models.DateField("首次识别时间", null=True, blank=True)
    head_name = models.CharField("户主", max_length=50, blank=True)
    head_initials = models.CharField("户主拼音首字母", max_length=50, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "户"
        ordering = ["household_no"]
        indexes = [
            # A list of an area in its usual order is one stretch of this index.
            models.Index(fields=["village", "household_no"], name="households_household_place"),
            models.Index(fields=["phone_index"], name="households_household_phone"),
            models.Index(fields=["phone_tail"], name="households_household_phone4"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["household_no"],
                name="households_household_one_per_number",
                opclasses=[PATTERN],  # found by its beginning, too
                violation_error_message="该户号已登记",
            ),
            models.UniqueConstraint(
                fields=["national_no"],
                name="households_household_one_per_national",
                violation_error_message="该国家系统户编号已登记",
            ),
            models.CheckConstraint(
                condition=~Q(national_no=""),
                name="households_household_national_no_not_blank",
                violation_error_message="国家系统户编号为空时不填",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.head_name or '（无户主）'}户"

    @property
    def division_code(self) -> str:
        return self.village_id

    @property
    def place(self) -> str:
        """村、组 in one line; needs `village__division` loaded."""
        return f"{self.village.division.short_name}{self.group_no}"
