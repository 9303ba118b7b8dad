"""What the checks found on households."""

from rest_framework import serializers

from households.checks import KIND
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
    """Faults found on the households of the caller's areas, by place."""

    required_permission = Permission.HOUSEHOLD_VIEW
    queryset = CheckResult.objects.none()
    serializer_class = CheckResultSerializer
    filterset_fields = ["code", "level", "state", "subject_id", "division_code"]
    order = ("division_code", "subject_id", "code", "pk")

    def related(self, rows):
        return rows.filter(subject_kind=KIND)
