"""Accounts and grants."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from organization.api.account import SignInSerializer
from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.filters import UserFilter
from organization.forms import (
    EndForm,
    GrantForm,
    HandOverForm,
    ReasonForm,
    StandInForm,
    UserForm,
)
from organization.models import Grant, User
from organization.permissions import Permission
from organization.services import handover, users
from organization.working_date import working_date


class GrantSerializer(serializers.ModelSerializer):
    place = serializers.CharField(read_only=True)

    class Meta:
        model = Grant
        fields = [
            "id", "user", "role", "reach", "division", "unit", "place", "starts_on", "ends_on",
            "stands_in_for", "note",
        ]  # fmt: skip


class UserSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = [
            "id", "username", "display_name", "division", "unit", "cadre", "is_active",
            "disabled_reason", "must_change_password", "locked_until", "last_login",
        ]  # fmt: skip


class UserDetailSerializer(UserSerializer):
    """An account with its grants in time and its last sign-ins."""

    grants = GrantSerializer(many=True, read_only=True)
    sign_ins = serializers.SerializerMethodField()

    class Meta(UserSerializer.Meta):
        fields = [*UserSerializer.Meta.fields, "grants", "sign_ins"]

    @extend_schema(responses=SignInSerializer(many=True))
    def get_sign_ins(self, user) -> list[dict]:
        return SignInSerializer(user.sign_ins.all()[:10], many=True).data


class OneTimePasswordSerializer(serializers.Serializer):
    """An account with its one-time password, shown this once."""

    user = UserDetailSerializer()
    password = serializers.CharField()


class PassedSerializer(serializers.Serializer):
    passed = serializers.IntegerField(help_text="移交的授权数")


class UserViewSet(Listed):
    """Accounts that the caller administers."""

    required_permission = Permission.USER_MANAGE
    queryset = User.objects.none()
    serializer_class = UserSerializer
    filterset_class = UserFilter
    order = ("username",)

    def get_serializer_class(self):
        return UserSerializer if self.action == "list" else UserDetailSerializer

    def related(self, rows):
        if self.action == "list":
            return rows
        return rows.prefetch_related("grants__division", "grants__unit")

    def _answer(self, user: User, **options) -> Response:
        fresh = self.related(User.objects.all()).get(pk=user.pk)
        return Response(UserDetailSerializer(fresh).data, **options)

    def _with_password(self, user: User, password: str, **options) -> Response:
        answer = {"user": user, "password": password}
        return Response(OneTimePasswordSerializer(answer).data, **options)

    @extend_schema(request=body_of(UserForm, GrantForm), responses={201: OneTimePasswordSerializer})
    @action(detail=False, methods=["post"])
    def open_account(self, request):
        """Open an account with its first grant; the one-time password is in the answer."""
        initial = {"starts_on": working_date(), "division": request.user.home_code}
        form = filled(UserForm, request, also=(GrantForm,), by=request.user, initial=initial)
        user, password = users.open_account(form.cleaned_data, by=request.user)
        return self._with_password(user, password, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=OneTimePasswordSerializer(many=True), filters=False)
    @action(detail=False, methods=["post"], pagination_class=None)
    def issue_passwords(self, request):
        """One-time passwords for the first accounts that have none."""
        issued = users.issue_passwords(by=request.user)
        rows = [{"user": user, "password": password} for user, password in issued]
        return Response(OneTimePasswordSerializer(rows, many=True).data)

    @extend_schema(request=body_of(StandInForm), responses={201: UserDetailSerializer})
    @action(detail=True, methods=["post"])
    def give_grant(self, request, pk=None):
        """Give a role, as far as a reach, for a period."""
        user = self.get_object()
        initial = {"starts_on": working_date()}
        form = filled(StandInForm, request, by=request.user, initial=initial)
        users.give_grant(user, users.terms_of(form.cleaned_data), by=request.user)
        return self._answer(user, status=status.HTTP_201_CREATED)

    @extend_schema(request=body_of(ReasonForm), responses=UserDetailSerializer)
    @action(detail=True, methods=["post"])
    def disable(self, request, pk=None):
        """Close an account; its tokens and sessions end."""
        user = self.get_object()
        users.disable_user(user, **filled(ReasonForm, request).cleaned_data, by=request.user)
        return self._answer(user)

    @extend_schema(request=None, responses=UserDetailSerializer)
    @action(detail=True, methods=["post"])
    def enable(self, request, pk=None):
        """Open a disabled account again."""
        user = self.get_object()
        users.enable_user(user, by=request.user)
        return self._answer(user)

    @extend_schema(request=None, responses=UserDetailSerializer)
    @action(detail=True, methods=["post"])
    def unlock(self, request, pk=None):
        """Lift a lock after failures before its time."""
        user = self.get_object()
        users.unlock_user(user, by=request.user)
        return self._answer(user)

    @extend_schema(request=None, responses=OneTimePasswordSerializer)
    @action(detail=True, methods=["post"])
    def reset_password(self, request, pk=None):
        """A one-time password instead of the forgotten one."""
        user = self.get_object()
        return self._with_password(user, users.reset_password(user, by=request.user))

    @extend_schema(request=body_of(HandOverForm), responses=PassedSerializer)
    @action(detail=True, methods=["post"])
    def hand_over(self, request, pk=None):
        """Somebody leaves: his grants pass to another, his account closes."""
        user = self.get_object()
        form = filled(
            HandOverForm, request, by=request.user, leaver=user, initial={"on": working_date()}
        )
        passed = handover.hand_over(user, **form.cleaned_data, by=request.user)
        return Response(PassedSerializer({"passed": passed}).data)


class GrantViewSet(Listed):
    """Grants in time of the accounts that the caller administers."""

    required_permission = Permission.USER_MANAGE
    queryset = Grant.objects.none()
    serializer_class = GrantSerializer
    filterset_fields = ["user", "role", "reach"]
    order = ("user_id", "-starts_on", "pk")

    def related(self, rows):
        return rows.select_related("division", "unit", "user")

    @extend_schema(request=body_of(EndForm), responses=GrantSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request, pk=None):
        """End a grant."""
        grant = self.get_object()
        users.end_grant(grant, **filled(EndForm, request).cleaned_data, by=request.user)
        grant.refresh_from_db(fields=["ends_on"])
        return Response(self.get_serializer(grant).data)
