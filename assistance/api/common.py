"""What the API's nouns share: households and cadres that a caller may name."""

from django.core.exceptions import PermissionDenied
from rest_framework import serializers

from assistance.selectors.coverage import household_label
from households.models import Household
from organization.models import Cadre, User
from organization.permissions import PERMISSION_LABELS, Permission


class TermSerializer(serializers.Serializer):
    """What people type to find a row; it stands in the body, never in an address."""

    text = serializers.CharField(max_length=40)


def is_named(serializer: serializers.BaseSerializer) -> bool:
    """Whether the asker may read the names of heads; the schema has no asker."""
    request = serializer.context.get("request")
    return bool(request and request.user.may(Permission.HOUSEHOLD_VIEW))


def household_for(user: User, pk: int, permission: Permission) -> Household:
    """A household the caller may act on.

    Raises:
        PermissionDenied: no role of his has the permission.
        ValidationError: none of his with this number.
    """
    if not user.may(permission):
        raise PermissionDenied(f"您的角色没有“{PERMISSION_LABELS[permission]}”的权限")
    household = Household.objects.visible_to(user, permission).filter(pk=pk).first()
    if household is None:
        raise serializers.ValidationError({"household": ["没有找到该户，或不在您的范围内"]})
    return household


def cadre_for(cadres, number: str, field: str = "cadre") -> Cadre:
    """A cadre by number, among those the caller may choose.

    Raises:
        ValidationError: none of them has this number.
    """
    cadre = cadres.filter(number=number).select_related("unit").first()
    if cadre is None:
        raise serializers.ValidationError({field: ["没有找到该干部，或不在可选范围内"]})
    return cadre


class HouseholdNameMixin(serializers.ModelSerializer):
    """The household by number and by its head; the name is masked for who may not read it."""

    household_no = serializers.CharField(source="household.household_no", read_only=True)
    household_name = serializers.SerializerMethodField()
    village = serializers.CharField(source="household.village_id", read_only=True)

    def get_household_name(self, row) -> str:
        return household_label(row.household, is_named(self))
