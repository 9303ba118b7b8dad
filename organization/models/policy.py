"""Policy as data: dated parameters; and the clock of the demonstration city."""

from django.db import models
from django.db.models import Q

from organization.parameter_words import spoken
from organization.periods import Period, PeriodQuerySet, ends_after_start


class Parameter(Period):
    """A number or rule that policy sets for an area and a time (参数).

    The keys, their labels, kinds and defaults are code (`organization.parameters`); the values
    are rows with document and provenance, because they differ by year and place.
    """

    key = models.CharField("参数", max_length=60)
    division = models.ForeignKey(
        "organization.Division", models.PROTECT, related_name="parameters", verbose_name="适用区划"
    )
    value = models.JSONField("取值")
    document_no = models.CharField("依据文号", max_length=60, blank=True)
    provenance = models.CharField("来源说明", max_length=120, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政策参数"
        ordering = ["key", "division", "-starts_on"]
        constraints = [
            ends_after_start("organization_parameter"),
            models.UniqueConstraint(
                fields=["key", "division"],
                condition=Q(ends_on__isnull=True),
                name="organization_parameter_one_open",
                violation_error_message="该参数在该区划已有现行取值",
            ),
            models.UniqueConstraint(
                fields=["key", "division", "starts_on"],
                name="organization_parameter_one_start",
                violation_error_message="该参数在该区划同一天已有取值",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.starts_on}"

    @property
    def said(self) -> str:
        """The value as people read it."""
        return spoken(self.value)

    @property
    def division_code(self) -> str:
        return self.division_id


class DemoClock(models.Model):
    """The working date of the demonstration city: one row there, none in a real city."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    day = models.DateField("演示日期")
    seed = models.IntegerField("种子", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "演示日期"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="organization_democlock_single"),
        ]

    def __str__(self) -> str:
        return str(self.day)
