"""What waits for the caller, and who is late."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from accountability.selectors.desk import desk
from organization.permissions import Permission
from organization.working_date import working_date


class DeskLineSerializer(serializers.Serializer):
    label = serializers.CharField()
    count = serializers.IntegerField()
    late = serializers.IntegerField()
    level = serializers.CharField()
    url = serializers.CharField(help_text="网页上的同一清单")


class DeskView(APIView):
    """The lines of the desk: for the supervisor what to judge and chase, for a unit what to
    answer."""

    required_permission = Permission.NOTICE_VIEW

    @extend_schema(responses=DeskLineSerializer(many=True))
    def get(self, request):
        lines = desk(request.user, working_date())
        return Response(DeskLineSerializer(lines, many=True).data)
