"""Administrative divisions (行政区划) in time."""

from typing import Self

from django.db import models
from django.db.models import Q

from organization.division_codes import ancestor, code_range
from organization.enums import DivisionLevel
from organization.periods import Period, PeriodQuerySet, ends_after_start


class DivisionQuerySet(PeriodQuerySet):
    """Divisions of an area or a level."""

    def inside(self, code: str) -> Self:
        """The division `code` and everything below it."""
        low, high = code_range(code)
        return self.filter(code__gte=low, code__lte=high)

    def townships(self) -> Self:
        return self.filter(level=DivisionLevel.TOWNSHIP)

    def villages(self) -> Self:
        return self.filter(level=DivisionLevel.VILLAGE)

    def current(self) -> Self:
        return self.filter(ends_on__isnull=True)

    def called(self, text: str) -> Self:
        """Those whose listed, local or spoken name holds `text`: 杨林尾社区 for 杨林尾居委会."""
        said = Q()
        for form in _listed_forms(text):
            said |= Q(name__contains=form) | Q(name_local__contains=form)
        return self.filter(said)


class Division(Period):
    """A place of the state's division list: city, township or village (市、镇办场园、村).

    The 12-digit code is the key that every row of the register hangs on. A merged or renamed
    division keeps its row, gets an end and a successor; stored past values stay under the old
    code. `name_local` is what people call the place where that differs from the official list
    (剅, 埫 and the like); searches and imports know both.
    """

    code = models.CharField("区划代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    name_local = models.CharField("当地习称", max_length=60, blank=True)
    level = models.CharField("级别", max_length=10, choices=DivisionLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承接区划"
    )

    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering = ["code"]
        constraints = [
            ends_after_start("organization_division"),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(ends_on__isnull=False),
                name="organization_division_successor_needs_end",
                violation_error_message="已确定承接区划的，须填写终止日期",
            ),
        ]
        indexes = [
            models.Index(fields=["level", "code"], name="organization_division_level"),
        ]

    def __str__(self) -> str:
        return self.name_local or self.name

    @property
    def division_code(self) -> str:
        return self.code

    @property
    def township_code(self) -> str:
        return ancestor(self.code, DivisionLevel.TOWNSHIP)

    @property
    def short_name(self) -> str:
        """As people write it: 革新村委会 → 革新村, 何李社区居委会 → 何李社区."""
        return spoken_name(str(self))


def spoken_name(name: str) -> str:
    """A name of the division list as people say it: 杨林尾居委会 → 杨林尾社区, 东升村委会（范家台）
    → 东升村（范家台）."""
    bare, bracket, note = name.partition("（")
    for official, spoken in SPOKEN_ENDINGS:
        if bare.endswith(official):
            return bare.removesuffix(official) + spoken + bracket + note
    return name


def _listed_forms(text: str) -> list[str]:
    """What may stand in the division list for what people say."""
    endings = ((official, spoken) for official, spoken in SPOKEN_ENDINGS if text.endswith(spoken))
    return [text, *(text.removesuffix(spoken) + official for official, spoken in endings)]


SPOKEN_ENDINGS = [
    ("村民委员会", "村"),
    ("村委会", "村"),
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("街道办事处", "街道"),
]
"""Official endings of the division list and what people say instead."""
