"""What the checks found on households."""

from django.db.models import BigIntegerField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from rest_framework import serializers

from households.checks import KIND, TELLS_HEALTH
from households.models import Household
from intake.models import CheckResult
from organization.api_listed import Listed
from organization.permissions import Permission


class FindingSerializer(serializers.ModelSerializer):
    class Meta:
        model = CheckResult
        fields = ["id", "code", "level", "field", "message", "first_found_on"]


class CheckResultSerializer(FindingSerializer):
    household = serializers.IntegerField(source="subject_id")
    village = serializers.CharField(source="division_code")

    class Meta(FindingSerializer.Meta):
        fields = [*FindingSerializer.Meta.fields, "household", "village", "state", "closed_on"]


class CheckResultViewSet(Listed):
    """Faults found on the households of the caller's areas, by place; those that tell what ails
    somebody only where he may know."""

    required_permission = Permission.HOUSEHOLD_VIEW
    queryset = CheckResult.objects.none()
    serializer_class = CheckResultSerializer
    filterset_fields = ["code", "level", "state", "subject_id", "division_code"]
    order = ("division_code", "subject_id", "code", "pk")

    def related(self, rows):
        known = Household.objects.visible_to(self.request.user, Permission.HEALTH_VIEW)
        may_know = Exists(known.filter(pk=Cast(OuterRef("subject_id"), BigIntegerField())))
        return rows.filter(~Q(code__in=TELLS_HEALTH) | Q(may_know), subject_kind=KIND)
