"""Households on their way through procedures: the tests of an exit, the list of a notice."""

from rest_framework import serializers

from households.exit_tests import EXIT_TESTS
from households.selectors import ExitLine
from organization.api_base import Key
from organization.services.procedures import MOST


class GoingQuery(serializers.Serializer):
    """Procedures, by their keys."""

    selected = serializers.ListField(child=Key(), min_length=1, max_length=MOST)


class ExitLineSerializer(serializers.Serializer):
    """A household before its exit: what is amiss by each test, null where it is passed; no tests
    where the year was not surveyed."""

    household = serializers.IntegerField(source="household.pk")
    tests = serializers.SerializerMethodField()

    def get_tests(self, line: ExitLine) -> dict[str, str | None]:
        return dict(zip(EXIT_TESTS, line.answers, strict=bool(line.answers)))


class PublicNoticeQuery(GoingQuery):
    on_web = serializers.BooleanField(default=False)


class PublicNoticeRowSerializer(serializers.Serializer):
    """A household as it may be published."""

    village = serializers.CharField()
    group_no = serializers.CharField()
    head_name = serializers.CharField()
    size = serializers.IntegerField()
    cause = serializers.CharField()


class PublicNoticeSerializer(serializers.Serializer):
    """A public notice: who, for what, from when to when."""

    kind = serializers.CharField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    rows = PublicNoticeRowSerializer(many=True)
