"""Every number with its definition, the places below it and the rows behind it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from organization.api_base import Pages
from organization.errors import NotFoundError
from organization.permissions import Permission
from organization.working_date import working_date
from reviews.enums import Direction
from reviews.indicators import Indicator, ParameterPart, Value, indicator_of
from reviews.indicators.registry import Shape
from reviews.selectors import indicator_pages
from reviews.selectors.figures import trends
from reviews.selectors.readings import Reading, area_for, day_fault, day_of, look, readings

ASKED = [
    OpenApiParameter("division", OpenApiTypes.STR, description="区划代码，不填为调用者的范围"),
    OpenApiParameter("day", OpenApiTypes.DATE, description="数据日期，不填为最近已计算的一日"),
]
SIDE = OpenApiParameter(
    "side", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(indicator_pages.SIDES)
)
PAGED = [OpenApiParameter(name, OpenApiTypes.INT) for name in ("page", "page_size")]


class AskedSerializer(serializers.Serializer):
    """Of which area and day; empty ones are the page's."""

    division = serializers.CharField(max_length=12, default="", allow_blank=True)
    day = serializers.DateField(default=None)

    def validate_day(self, day):
        fault = day_fault(day, working_date()) if day else ""
        if fault:
            raise serializers.ValidationError(fault)
        return day


class ValueSerializer(serializers.Serializer):
    """A number; null where there is nothing to divide by, or where `note` says it is kept."""

    numerator = serializers.DecimalField(20, 2, allow_null=True, normalize_output=True)
    denominator = serializers.DecimalField(20, 2, allow_null=True, normalize_output=True)
    result = serializers.DecimalField(26, 6, allow_null=True, normalize_output=True)


class PlaceSerializer(ValueSerializer):
    """The number of a place."""

    division = serializers.CharField()
    division_name = serializers.CharField()
    said = serializers.CharField(help_text="带单位的数值")
    note = serializers.CharField(help_text="待重算，或不显示的原因")


class TrendSerializer(ValueSerializer):
    day = serializers.DateField()


class IndicatorSerializer(PlaceSerializer):
    """The definition of an indicator with its value for an area on a day."""

    code = serializers.CharField()
    number = serializers.CharField(help_text="指标字典编号")
    name = serializers.CharField()
    unit = serializers.CharField()
    definition = serializers.CharField()
    numerator_label = serializers.CharField()
    denominator_label = serializers.CharField()
    direction = serializers.ChoiceField(Direction.choices)
    day = serializers.DateField()
    computed_at = serializers.DateTimeField(allow_null=True, help_text="空为即时计算")
    change = serializers.CharField(help_text="较上月末")


class SideSerializer(serializers.Serializer):
    """What stands behind a number: its rows, or why they are not for this caller."""

    side = serializers.CharField(source="key")
    label = serializers.CharField()
    total = serializers.CharField()
    refusal = serializers.CharField()


class IndicatorDetailSerializer(IndicatorSerializer):
    sides = SideSerializer(many=True)
    trend = TrendSerializer(many=True)


class ComparisonSerializer(IndicatorSerializer):
    """The whole and the places right below it, the best first."""

    places = PlaceSerializer(many=True)
    refusal = serializers.CharField(help_text="下级区划不显示的原因")


class RowSerializer(serializers.Serializer):
    url = serializers.CharField(help_text="该记录的页面；没有单独页面的为空")
    cells = serializers.DictField(child=serializers.CharField(allow_null=True))


class RowsSerializer(serializers.Serializer):
    """A page of the rows behind a number; `total` is what all of them come to: the number."""

    label = serializers.CharField()
    unit = serializers.CharField()
    total = serializers.DecimalField(20, 2, normalize_output=True)
    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = RowSerializer(many=True)


class IndicatorViewSet(viewsets.ViewSet):
    """The dictionary of indicators (指标字典)."""

    required_permission = Permission.DASHBOARD_VIEW
    lookup_field = "code"
    lookup_value_regex = "[0-9A-Za-z]+"

    @extend_schema(parameters=ASKED, responses=IndicatorSerializer(many=True))
    def list(self, request):
        """Every indicator with its value."""
        area, day = self._asked()
        figures, found = readings(request.user, area, day, working_date())
        return Response(
            IndicatorSerializer(
                [said(one, day, figures.computed_at) for one in found], many=True
            ).data
        )

    @extend_schema(parameters=ASKED, responses=IndicatorDetailSerializer)
    def retrieve(self, request, code=None):
        """One indicator, its trend and what can be opened behind it."""
        found = self._look(code)
        reading = found.reading
        body = {
            **said(reading, found.day, found.computed_at),
            "sides": indicator_pages.sides(request.user, reading, found.day),
            "trend": _trend(reading, found.day),
        }
        return Response(IndicatorDetailSerializer(body).data)

    @extend_schema(parameters=ASKED, responses=ComparisonSerializer)
    @action(detail=True)
    def comparison(self, request, code=None):
        """The townships of the city, or the villages of a township, by this indicator."""
        found = self._look(code)
        body = {
            **said(found.reading, found.day, found.computed_at),
            "places": [_place(one) for one in found.below],
            "refusal": found.refusal,
        }
        return Response(ComparisonSerializer(body).data)

    @extend_schema(
        operation_id="indicators_rows_retrieve",
        parameters=[SIDE, *ASKED, *PAGED],
        responses=RowsSerializer,
    )
    @action(detail=True, url_path="(?P<side>numerator|denominator|gap)")
    def rows(self, request, code=None, side=""):
        """The rows behind the number; only for who may see all of them."""
        part = _indicator(code).part(side)
        if part is None:
            raise NotFoundError
        area, day = self._asked()
        refusal = indicator_pages.refusal(request.user, part, area.code)
        if refusal:
            raise PermissionDenied(refusal)
        pages = Pages()
        if isinstance(part, ParameterPart):
            rows = indicator_pages.parameter_values(part, area.code, day)
            page = pages.paginate_queryset(rows, request, self)
            lines = [{"url": "", "cells": _cells([("区划", p), ("取值", v)])} for p, v in page]
            total = part.total(day, area.code)
        else:
            rows = indicator_pages.rows_of(part, area.code, day)
            page = pages.paginate_queryset(rows, request, self)
            lines = [_line(part.shape, row) for row in page]
            total = indicator_pages.footer_of(part, area.code, day, pages.page.paginator.count)
        body = {
            "label": part.label,
            "unit": part.unit,
            "total": total,
            "count": pages.page.paginator.count,
            "next": pages.get_next_link(),
            "previous": pages.get_previous_link(),
            "results": lines,
        }
        return Response(RowsSerializer(body).data)

    def _asked(self):
        """The area and the day in the address."""
        asked = AskedSerializer(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        area = area_for(self.request.user, asked.validated_data["division"])
        return area, day_of(asked.validated_data["day"], working_date())

    def _look(self, code):
        indicator = _indicator(code)
        area, day = self._asked()
        return look(self.request.user, indicator, area, day, working_date())


def _indicator(code: str) -> Indicator:
    found = indicator_of(code)
    if found is None:
        raise NotFoundError
    return found


def said(reading: Reading, day: Any, computed_at: Any) -> dict[str, Any]:
    """The definition and the value as the caller may see it."""
    indicator = reading.indicator
    below = indicator.denominator
    return {
        "code": indicator.code,
        "number": indicator.number,
        "name": indicator.name,
        "unit": indicator.unit,
        "definition": indicator.definition,
        "numerator_label": indicator.numerator.label,
        "denominator_label": below.label if below else "",
        "direction": indicator.direction,
        "day": day,
        "computed_at": computed_at,
        "change": reading.moved,
        **_place(reading),
    }


def _place(reading: Reading) -> dict[str, Any]:
    return {
        "division": reading.place.code,
        "division_name": reading.place.short_name,
        "said": reading.said,
        "note": reading.note,
        **_value(reading.value),
    }


def _value(value: Value | None) -> dict[str, Any]:
    if value is None:
        return {"numerator": None, "denominator": None, "result": None}
    return {
        "numerator": value.numerator,
        "denominator": value.denominator,
        "result": value.result,
    }


def _trend(reading: Reading, day: Any) -> list[dict[str, Any]]:
    """Month ends and the last day; nothing where the number is kept from the caller."""
    if reading.hidden:
        return []
    (found,) = trends([reading.indicator], reading.place.code, day)
    return [
        {"day": when, **_value(value)} for when, value in zip(found.days, found.values, strict=True)
    ]


def _line(shape: Shape, row: Any) -> dict[str, Any]:
    read = [(one.label, one.read(row)) for one in shape.columns]
    return {"url": shape.url(row), "cells": _cells(read)}


def _cells(pairs: list[tuple[str, Any]]) -> dict[str, str | None]:
    return {label: None if value is None else str(value) for label, value in pairs}
