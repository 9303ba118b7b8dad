"""Series of document numbers."""

from django.db import models


class NumberSeries(models.Model):
    """The last number given under a code in a year (机关代字、年份): 仙扶督〔2016〕5号.

    Raised by one UPDATE in the transaction that writes the document (`services.numbers`), so a
    number is given once and none is skipped. A cancelled document keeps its number.
    """

    code = models.CharField("机关代字", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "文号序列"
        ordering = ["code", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "year"], name="accountability_numberseries_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕"
