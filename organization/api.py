"""The ground floor over the API: token, oneself, units, cadres, divisions, messages, trail."""

import secrets

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from organization import trail
from organization.api_auth import token_digest
from organization.errors import RuleError
from organization.filters import CadreFilter, TrailFilter, UnitFilter
from organization.masking import mask_phone
from organization.middleware import client_address
from organization.models import AuditEntry, Cadre, Division, Notification, Unit
from organization.permissions import Permission
from organization.services import notifications, users
from organization.services.sign_in import sign_in


class DivisionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Division
        fields = ["code", "name", "name_local", "level", "parent", "starts_on", "ends_on"]


class DivisionViewSet(viewsets.ReadOnlyModelViewSet):
    """Administrative divisions; public knowledge, the same for every user."""

    open_because = "the division list is published by the State"
    permission_classes = [IsAuthenticated]
    queryset = Division.objects.order_by("code")
    serializer_class = DivisionSerializer
    filterset_fields = ["level", "parent"]


class UnitSerializer(serializers.ModelSerializer):
    class Meta:
        model = Unit
        fields = ["id", "code", "name", "short_name", "kind", "division", "starts_on", "ends_on"]


class UnitViewSet(viewsets.ReadOnlyModelViewSet):
    """Units within the caller's reach."""

    required_permission = Permission.UNIT_VIEW
    queryset = Unit.objects.none()
    serializer_class = UnitSerializer
    filterset_class = UnitFilter

    def get_queryset(self):
        return Unit.objects.visible_to(self.request.user, self.required_permission).order_by("code")


class CadreSerializer(serializers.ModelSerializer):
    phone = serializers.SerializerMethodField()

    class Meta:
        model = Cadre
        fields = ["id", "number", "name", "sex", "unit", "rank", "title", "phone", "left_on"]

    def get_phone(self, cadre) -> str:
        return mask_phone(cadre.phone) if cadre.phone else ""


class CadreViewSet(viewsets.ReadOnlyModelViewSet):
    """Cadres within the caller's reach; phones masked."""

    required_permission = Permission.CADRE_VIEW
    queryset = Cadre.objects.none()
    serializer_class = CadreSerializer
    filterset_class = CadreFilter

    def get_queryset(self):
        rows = Cadre.objects.visible_to(self.request.user, self.required_permission)
        return rows.order_by("number")


class NotificationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Notification
        fields = ["id", "title", "body", "url", "sent_at", "read_at"]


class NotificationViewSet(viewsets.ReadOnlyModelViewSet):
    """The caller's own messages."""

    open_because = "one's own messages"
    permission_classes = [IsAuthenticated]
    queryset = Notification.objects.none()
    serializer_class = NotificationSerializer
    filterset_fields = []

    def get_queryset(self):
        return Notification.objects.filter(user=self.request.user).order_by("-pk")

    @extend_schema(request=None, responses=NotificationSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request, pk=None):
        note = self.get_object()
        notifications.mark_read(request.user, [note.pk])
        note.refresh_from_db()
        return Response(self.get_serializer(note).data)


class AuditEntrySerializer(serializers.ModelSerializer):
    actor = serializers.StringRelatedField()
    line = serializers.SerializerMethodField()

    class Meta:
        model = AuditEntry
        fields = [
            "id",
            "at",
            "actor",
            "verb",
            "subject_kind",
            "subject_id",
            "division_code",
            "line",
        ]

    def get_line(self, entry) -> str:
        (line,) = trail.lines([entry])
        changed = "；".join(f"{c.label}：{c.before}→{c.after}" for c in line.changes)
        return f"{line.verb}　{changed}"


class TrailViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """The trail of the caller's area; protected values say 已变更."""

    required_permission = Permission.TRAIL_VIEW
    queryset = AuditEntry.objects.none()
    serializer_class = AuditEntrySerializer
    filterset_class = TrailFilter

    def get_queryset(self):
        rows = AuditEntry.objects.visible_to(self.request.user, self.required_permission)
        return rows.select_related("actor", "on_behalf_of").order_by("-pk")


class GrantSerializer(serializers.Serializer):
    role = serializers.CharField()
    place = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)


class MeSerializer(serializers.Serializer):
    username = serializers.CharField()
    display_name = serializers.CharField()
    permissions = serializers.ListField(child=serializers.CharField())
    grants = GrantSerializer(many=True, source="grants_in_force")


class MeView(APIView):
    """Who the caller is and what he may do."""

    open_because = "one's own account"
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=MeSerializer)
    def get(self, request):
        return Response(MeSerializer(request.user).data)


class TokenRequestSerializer(serializers.Serializer):
    username = serializers.CharField(max_length=40)
    password = serializers.CharField(max_length=128, trim_whitespace=False)
    label = serializers.CharField(max_length=40, default="API")


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class TokenView(APIView):
    """Trade name and password for a token; the same lock-out as on the page."""

    open_because = "the door of the API"
    permission_classes = [AllowAny]
    authentication_classes: list = []
    throttle_classes = [AnonRateThrottle]

    @extend_schema(request=TokenRequestSerializer, responses=TokenSerializer, auth=[])
    def post(self, request):
        asked = TokenRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        address = client_address(request)
        try:
            user = sign_in(values["username"], values["password"], address=address, agent="API")
        except RuleError as refusal:
            raise exceptions.AuthenticationFailed(str(refusal)) from refusal
        if user.must_change_password:
            raise exceptions.AuthenticationFailed("请先在网页登录并修改一次性密码")
        token = secrets.token_urlsafe(32)
        made = users.make_token(user, values["label"], digest=token_digest(token))
        return Response({"token": token, "expires_at": timezone.localtime(made.expires_at)})


def register(router) -> None:
    router.register("divisions", DivisionViewSet, "division")
    router.register("units", UnitViewSet, "unit")
    router.register("cadres", CadreViewSet, "cadre")
    router.register("notifications", NotificationViewSet, "notification")
    router.register("trail", TrailViewSet, "trail")
