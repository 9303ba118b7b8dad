"""Messages."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from organization.models import Notification
from organization.services import notifications


class NotificationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Notification
        fields = ["id", "title", "body", "url", "sent_at", "read_at"]


class ReadSerializer(serializers.Serializer):
    read = serializers.IntegerField(help_text="标为已读的条数")


class NotificationViewSet(viewsets.ReadOnlyModelViewSet):
    """The caller's own messages."""

    open_because = "one's own messages"
    permission_classes = [IsAuthenticated]
    queryset = Notification.objects.none()
    serializer_class = NotificationSerializer
    filterset_fields: list[str] = []

    def get_queryset(self):
        return Notification.objects.filter(user=self.request.user).order_by("-pk")

    @extend_schema(request=None, responses=NotificationSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request, pk=None):
        """Mark one as read."""
        note = self.get_object()
        notifications.mark_read(request.user, [note.pk])
        note.refresh_from_db()
        return Response(self.get_serializer(note).data)

    @extend_schema(request=None, responses=ReadSerializer, filters=False)
    @action(detail=False, methods=["post"], pagination_class=None)
    def read_all(self, request):
        """Mark all as read."""
        return Response(ReadSerializer({"read": notifications.mark_read(request.user)}).data)
