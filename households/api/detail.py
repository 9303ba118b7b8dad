"""A household as it was on a day: people, surveys, status in time; personal numbers masked."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from households.forms.blocks import LivingBlock, YearBlock
from households.models import (
    Household,
    HouseholdYear,
    IncomeYear,
    LivingConditionYear,
    Membership,
    MemberYear,
    MonitoringCase,
    PovertySpan,
)
from households.selectors import household_page
from organization.permissions import Permission
from organization.scope import may
from organization.working_date import working_date


class HouseholdSerializer(serializers.ModelSerializer):
    """A row of the list."""

    village_name = serializers.CharField(source="village.division.short_name")
    township = serializers.CharField(source="village.division.parent_id")
    township_name = serializers.CharField(source="village.division.parent.short_name")
    size = serializers.IntegerField(source="size_now")
    validity = serializers.CharField(source="validity_now", allow_null=True)
    status = serializers.CharField(source="status_now", allow_null=True)
    monitoring = serializers.CharField(source="monitoring_now", allow_null=True)

    class Meta:
        model = Household
        fields = [
            "id", "household_no", "national_no", "head_name", "village", "village_name",
            "township", "township_name", "natural_village", "group_no", "identified_on", "size",
            "validity", "status", "monitoring", "version",
        ]  # fmt: skip


class MemberYearSerializer(serializers.ModelSerializer):
    """The survey of a person that holds on the day; blank where nothing was surveyed."""

    class Meta:
        model = MemberYear
        fields = [
            "data_year", "education", "student_status", "labor", "work_area",
            "work_months", "basic_medical", "serious_illness_insured", "dibao", "tekun",
            "pension",
        ]  # fmt: skip


class PersonSerializer(serializers.Serializer):
    """Somebody of the household; numbers masked.

    The birth date stays out: with it the check digit gives the masked ID number away.
    """

    id = serializers.IntegerField(source="membership.pk")
    member = serializers.IntegerField(source="membership.member_id")
    name = serializers.CharField(source="member.name")
    relation = serializers.CharField(source="membership.relation")
    sex = serializers.CharField(source="member.sex")
    birth_year = serializers.IntegerField(source="member.birth_date.year", default=None)
    age = serializers.IntegerField(allow_null=True)
    ethnicity = serializers.CharField(source="member.ethnicity")
    id_no = serializers.CharField(source="id_masked")
    phone = serializers.CharField(source="phone_masked")
    health = serializers.CharField(help_text="健康状况代码；无权查看的为空")
    disability_no = serializers.CharField(source="certificate_masked")
    starts_on = serializers.DateField(source="membership.starts_on")
    year = MemberYearSerializer()


class MembershipSerializer(serializers.ModelSerializer):
    """Somebody who is or was of the household."""

    name = serializers.CharField(source="member.name")

    class Meta:
        model = Membership
        fields = ["id", "member", "name", "relation", "starts_on", "ends_on", "leave_reason"]


class StatusSerializer(serializers.ModelSerializer):
    class Meta:
        model = PovertySpan
        fields = ["id", "status", "event", "starts_on", "ends_on", "cause", "document_no"]


class MonitoringSerializer(serializers.ModelSerializer):
    class Meta:
        model = MonitoringCase
        fields = ["id", "kind", "identified_on", "eliminated_on", "elimination"]


class IncomeSerializer(serializers.ModelSerializer):
    class Meta:
        model = IncomeYear
        fields = [
            "data_year", "wage_income", "business_income", "property_income", "transfer_income",
            "business_cost", "gross_income", "net_income", "net_income_per_capita",
        ]  # fmt: skip


class YearSerializer(serializers.ModelSerializer):
    class Meta:
        model = HouseholdYear
        fields = ["data_year", *YearBlock.Meta.fields]


class LivingSerializer(serializers.ModelSerializer):
    class Meta:
        model = LivingConditionYear
        fields = ["data_year", *LivingBlock.Meta.fields]


class PageSerializer(serializers.Serializer):
    """What held on the day."""

    day = serializers.DateField()
    phone = serializers.CharField(source="phone_masked")
    bank_account = serializers.CharField(source="account_masked")
    people = PersonSerializer(many=True)
    former = MembershipSerializer(many=True)
    statuses = StatusSerializer(many=True)
    monitoring_cases = MonitoringSerializer(source="monitoring", many=True)
    year = YearSerializer()
    incomes = IncomeSerializer(many=True)
    living = LivingSerializer()


class HouseholdDetailSerializer(HouseholdSerializer):
    """A household with what held on the day asked for; phone and account masked."""

    on_day = serializers.SerializerMethodField()

    class Meta(HouseholdSerializer.Meta):
        fields = [*HouseholdSerializer.Meta.fields, "address", "bank_name", "on_day"]

    @extend_schema(responses=PageSerializer)
    def get_on_day(self, household) -> dict:
        day = self.context.get("day") or working_date()
        shows = may(self.context["request"].user, Permission.HEALTH_VIEW, household)
        return PageSerializer(household_page(household, day, shows_health=shows)).data
