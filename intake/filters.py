"""Filters of the batch list, shared by page and API."""

import django_filters

from intake.enums import BatchState
from intake.models import ImportBatch
from intake.sheets import labels
from organization.filters import DaysFilter


class BatchFilter(django_filters.FilterSet):
    sheet = django_filters.ChoiceFilter(label="表种", choices=lambda: labels().items())
    state = django_filters.ChoiceFilter(label="状态", choices=BatchState.choices)
    created_at = DaysFilter(label="上传日期")

    class Meta:
        model = ImportBatch
        fields = ["sheet", "state", "created_at"]
