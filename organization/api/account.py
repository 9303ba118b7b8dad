"""Oneself: who one is, one's tokens and sign-ins, what waits for one."""

import secrets

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from organization import worklist
from organization.api_auth import FIRST_PASSWORD, token_digest
from organization.api_throttles import CallsOfStranger
from organization.errors import RuleError
from organization.middleware import client_address
from organization.models import ApiToken, SignIn
from organization.services import users
from organization.services.sign_in import TooManyFailuresError, sign_in


class GrantInForceSerializer(serializers.Serializer):
    role = serializers.CharField()
    place = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)


class MeSerializer(serializers.Serializer):
    username = serializers.CharField()
    display_name = serializers.CharField()
    permissions = serializers.ListField(child=serializers.CharField())
    grants = GrantInForceSerializer(many=True, source="grants_in_force")


class MeView(APIView):
    """Who the caller is and what he may do."""

    open_because = "one's own account"
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=MeSerializer)
    def get(self, request):
        return Response(MeSerializer(request.user).data)


class WaitingSerializer(serializers.Serializer):
    label = serializers.CharField()
    count = serializers.IntegerField()
    late = serializers.IntegerField()
    url = serializers.CharField()


class WorkView(APIView):
    """What waits for the caller, late things first."""

    open_because = "one's own work list"
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=WaitingSerializer(many=True))
    def get(self, request):
        return Response(WaitingSerializer(worklist.waiting_for(request.user), many=True).data)


class TokenRequestSerializer(serializers.Serializer):
    username = serializers.CharField(max_length=40)
    password = serializers.CharField(max_length=128, trim_whitespace=False)
    label = serializers.CharField(max_length=40, default="API")


class NewTokenSerializer(serializers.Serializer):
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class TokenView(APIView):
    """Trade name and password for a token; the same lock-out as on the page."""

    open_because = "the door of the API"
    permission_classes = [AllowAny]
    authentication_classes: list = []
    throttle_classes = [CallsOfStranger]

    def get_authenticate_header(self, request):
        return "Bearer"

    @extend_schema(request=TokenRequestSerializer, responses=NewTokenSerializer, auth=[])
    def post(self, request):
        asked = TokenRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        address = client_address(request)
        try:
            user = sign_in(values["username"], values["password"], address=address, agent="API")
        except TooManyFailuresError as refusal:
            raise exceptions.Throttled(detail=str(refusal)) from refusal
        except RuleError as refusal:
            raise exceptions.AuthenticationFailed(str(refusal)) from refusal
        if user.must_change_password:
            raise exceptions.AuthenticationFailed(FIRST_PASSWORD)
        token = secrets.token_urlsafe(32)
        made = users.make_token(user, values["label"], digest=token_digest(token))
        return Response({"token": token, "expires_at": timezone.localtime(made.expires_at)})


class TokenSerializer(serializers.ModelSerializer):
    class Meta:
        model = ApiToken
        fields = ["id", "label", "created_at", "expires_at", "last_used_at", "revoked_at"]


class TokenViewSet(viewsets.ReadOnlyModelViewSet):
    """The caller's own tokens; what they are is shown once, when they are made."""

    open_because = "one's own tokens"
    permission_classes = [IsAuthenticated]
    queryset = ApiToken.objects.none()
    serializer_class = TokenSerializer
    filterset_fields: list[str] = []

    def get_queryset(self):
        return ApiToken.objects.filter(user=self.request.user).order_by("-pk")

    @extend_schema(request=None, responses=TokenSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request, pk=None):
        """Make a token useless at once; also the one the call came with."""
        token = self.get_object()
        users.revoke_token(token, by=request.user)
        token.refresh_from_db()
        return Response(self.get_serializer(token).data)


class SignInSerializer(serializers.ModelSerializer):
    class Meta:
        model = SignIn
        fields = ["id", "at", "address", "outcome", "agent"]


class SignInViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """The caller's own sign-ins and failed attempts."""

    open_because = "one's own sign-ins"
    permission_classes = [IsAuthenticated]
    queryset = SignIn.objects.none()
    serializer_class = SignInSerializer
    filterset_fields: list[str] = []

    def get_queryset(self):
        return SignIn.objects.filter(user=self.request.user).order_by("-pk")
