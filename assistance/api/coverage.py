"""The five coverages: rates, the rows behind them, the spread of households over helpers."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from assistance.models import Pairing
from assistance.selectors.coverage import COVERAGES, coverage, household_label, shaped
from assistance.selectors.load import load_distribution
from households.models import Household
from organization.models import Division
from organization.permissions import Permission
from organization.scope import check
from organization.working_date import working_date


class CoverageSerializer(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()
    unit = serializers.CharField()
    covered = serializers.IntegerField()
    total = serializers.IntegerField()
    rate = serializers.DecimalField(max_digits=7, decimal_places=6, allow_null=True)


class CoverageQuerySerializer(serializers.Serializer):
    division = serializers.SlugRelatedField(
        slug_field="code", queryset=Division.objects.all(), help_text="区划代码，在调用者范围内"
    )
    day = serializers.DateField(required=False, help_text="截至日期，不填为今天")
    view = serializers.ChoiceField(["uncovered", "covered"], default="uncovered")


class CoveredTargetSerializer(serializers.Serializer):
    """What has to be covered: a township, a key village or a household."""

    division = serializers.CharField(help_text="所在镇或村的区划代码")
    division_name = serializers.CharField()
    household = serializers.IntegerField(allow_null=True)
    household_no = serializers.CharField(allow_blank=True)
    household_name = serializers.CharField(allow_blank=True)


class LoadBandSerializer(serializers.Serializer):
    households = serializers.IntegerField(help_text="帮扶户数")
    helpers = serializers.IntegerField(help_text="人数")


class RankLoadSerializer(serializers.Serializer):
    label = serializers.CharField()
    cap = serializers.IntegerField(allow_null=True)
    helpers = serializers.IntegerField()
    households = serializers.IntegerField()
    over_cap = serializers.IntegerField()


class LoadSerializer(serializers.Serializer):
    bands = LoadBandSerializer(many=True)
    ranks = RankLoadSerializer(many=True)


CODE = OpenApiParameter("code", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(COVERAGES))
DIVISION = OpenApiParameter("division", OpenApiTypes.STR, required=True)
DAY = OpenApiParameter("day", OpenApiTypes.DATE)
VIEW = OpenApiParameter("view", OpenApiTypes.STR, enum=["uncovered", "covered"])


class CoverageViewSet(viewsets.GenericViewSet):
    """The five coverages of a division on a day."""

    required_permission = Permission.PAIRING_VIEW
    serializer_class = CoverageSerializer
    lookup_field = "code"
    lookup_value_regex = r"C[1-5]"
    filterset_fields: list[str] = []

    def _asked(self) -> dict[str, Any]:
        """The area and day of the address, as far as the caller's area goes."""
        asked = CoverageQuerySerializer(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        check(self.request.user, self.required_permission, values["division"].code)
        return {**values, "day": values.get("day") or working_date()}

    @extend_schema(
        parameters=[DIVISION, DAY], responses=CoverageSerializer(many=True), filters=False
    )
    def list(self, request):
        asked = self._asked()
        rows = coverage(asked["day"], asked["division"].code)
        return Response(CoverageSerializer(rows, many=True).data)

    @extend_schema(
        parameters=[CODE, DIVISION, DAY, VIEW], responses=CoveredTargetSerializer(many=True),
        filters=False,
    )  # fmt: skip
    @action(detail=True)
    def rows(self, request, code):
        """The rows behind one coverage: what is not covered, or what is."""
        asked, rule = self._asked(), COVERAGES.get(code)
        if rule is None:
            raise exceptions.NotFound
        chosen = rule.covered if asked["view"] == "covered" else rule.uncovered
        rows = chosen(asked["day"]).inside(asked["division"].code)
        page = self.paginate_queryset(shaped(rows, asked["day"]).order_by(*rule.order))
        is_named = request.user.may(Permission.HOUSEHOLD_VIEW)
        lines = [_target(row, is_named) for row in page]
        return self.get_paginated_response(CoveredTargetSerializer(lines, many=True).data)

    @extend_schema(parameters=[DIVISION, DAY], responses=LoadSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def load(self, request):
        """How households are spread over helpers; no names, no ranking of persons."""
        asked = self._asked()
        code = asked["division"].code
        load = load_distribution(Pairing.objects.inside(code), asked["day"], code)
        return Response(LoadSerializer(load).data)


def _target(row: Any, is_named: bool) -> dict[str, Any]:
    is_household = isinstance(row, Household)
    place = row.village.division if hasattr(row, "village") else row.division
    return {
        "division": place.code,
        "division_name": place.short_name,
        "household": row.pk if is_household else None,
        "household_no": row.household_no if is_household else "",
        "household_name": household_label(row, is_named) if is_household else "",
    }
