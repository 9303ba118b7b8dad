"""The list of a public notice over the API."""

from rest_framework import serializers

from organization.api_base import Key
from organization.services.procedures import MOST


class NoticeQuery(serializers.Serializer):
    selected = serializers.ListField(child=Key(), min_length=1, max_length=MOST)
    on_web = serializers.BooleanField(default=False)


class NoticeRowSerializer(serializers.Serializer):
    """A household as it may be published."""

    village = serializers.CharField()
    group_no = serializers.CharField()
    head_name = serializers.CharField()
    size = serializers.IntegerField()
    cause = serializers.CharField()


class NoticeSerializer(serializers.Serializer):
    """A public notice: who, for what, from when to when."""

    kind = serializers.CharField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    rows = NoticeRowSerializer(many=True)
