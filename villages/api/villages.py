"""Villages, their yearly forms, and the designation of key villages."""

import django_filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.permissions import Permission
from organization.scope import check
from organization.working_date import working_date
from villages import pages, selectors
from villages.api.postings import PostingSerializer, PostSerializer
from villages.filters import VillageFilter
from villages.forms import DesignateForm, ExitForm, VillageForm, VillageYearForm, WithdrawForm
from villages.models import KeyVillage, Posting, Village, VillageYear
from villages.services import key_villages, postings, villages


class VillageSerializer(serializers.ModelSerializer):
    code = serializers.CharField(source="pk")
    name = serializers.CharField(source="division.short_name")
    township = serializers.CharField(source="division.parent_id")
    township_name = serializers.CharField(source="division.parent.short_name")
    designated_on = serializers.DateField(allow_null=True)
    exited_on = serializers.DateField(allow_null=True)
    secretary_name = serializers.CharField(allow_null=True)
    secretary_unit = serializers.CharField(allow_null=True)

    class Meta:
        model = Village
        fields = [
            "code", "name", "township", "township_name", "kind", "agricultural_population",
            "designated_on", "exited_on", "secretary_name", "secretary_unit", "version",
        ]  # fmt: skip


class KeyVillageSerializer(serializers.ModelSerializer):
    class Meta:
        model = KeyVillage
        fields = [
            "id", "village", "starts_on", "ends_on", "document_no", "exited_on",
            "exit_document_no",
        ]  # fmt: skip


class VillageDetailSerializer(VillageSerializer):
    """A village with its facts, designations in time and everybody ever posted."""

    designations = serializers.SerializerMethodField()
    postings = serializers.SerializerMethodField()

    class Meta(VillageSerializer.Meta):
        fields = [
            *VillageSerializer.Meta.fields, "terrain", "features", "direction", "office_phone",
            "designations", "postings",
        ]  # fmt: skip

    @extend_schema(responses=KeyVillageSerializer(many=True))
    def get_designations(self, village) -> list[dict]:
        rows = KeyVillage.objects.filter(village=village).order_by("-starts_on")
        return KeyVillageSerializer(rows, many=True).data

    @extend_schema(responses=PostingSerializer(many=True))
    def get_postings(self, village) -> list[dict]:
        rows = Posting.objects.filter(village=village).for_list().order_by("-starts_on", "pk")
        return PostingSerializer(rows, many=True).data


class VillageYearSerializer(serializers.ModelSerializer):
    class Meta:
        model = VillageYear
        fields = ["data_year", *VillageYearForm.Meta.fields]


class VillageCountsSerializer(serializers.Serializer):
    designated = serializers.IntegerField()
    exited = serializers.IntegerField()
    to_go = serializers.IntegerField()
    secretaries = serializers.IntegerField(help_text="在任第一书记")
    all_villages = serializers.IntegerField()


VIEWS = [("key", "全部重点村"), ("exited", "已出列"), ("to_go", "未出列"), ("all", "全部村")]


class ViewedVillageFilter(VillageFilter):
    """As the page filters, and the page's views of the key villages."""

    view = django_filters.ChoiceFilter(label="视图", choices=VIEWS, method="in_view")

    class Meta(VillageFilter.Meta):
        fields = [*VillageFilter.Meta.fields, "view"]

    def in_view(self, queryset, name, value):
        return pages.narrowed(queryset, value, working_date())


YEAR = OpenApiParameter("year", OpenApiTypes.INT, OpenApiParameter.PATH)


class VillageViewSet(Listed):
    """Villages within the caller's reach, with designation and first secretary of today."""

    required_permission = Permission.VILLAGE_VIEW
    queryset = Village.objects.none()
    serializer_class = VillageSerializer
    filterset_class = ViewedVillageFilter
    lookup_value_regex = r"\d{12}"
    order = ("pk",)

    def get_serializer_class(self):
        return VillageSerializer if self.action == "list" else VillageDetailSerializer

    def related(self, rows):
        return rows.for_list(working_date())

    def _answer(self, village: Village) -> Response:
        fresh = Village.objects.for_list(working_date()).get(pk=village.pk)
        return Response(VillageDetailSerializer(fresh).data)

    def _stored(self) -> Village:
        return Village.objects.select_related("division").get(pk=self.get_object().pk)

    @extend_schema(responses=VillageCountsSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def counts(self, request):
        """The headline: key villages, out of poverty, still to go, first secretaries on post."""
        seen = Village.objects.visible_to(request.user, Permission.VILLAGE_VIEW)
        counts = selectors.key_village_counts(seen, working_date())
        return Response(VillageCountsSerializer(counts).data)

    @extend_schema(request=body_of(VillageForm, partial=True), responses=VillageDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.VILLAGE_EDIT)
    def edit(self, request, pk=None):
        """Set facts that do not change by the year; `version` is what the caller saw."""
        village = self._stored()
        form = filled(VillageForm, request, instance=self.get_object())
        version = form.cleaned_data["version"]
        villages.update_village(village, form.values, version=version, by=request.user)
        return self._answer(village)

    @extend_schema(responses=VillageYearSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def years(self, request, pk=None):
        """The yearly forms of a village, the latest first."""
        rows = VillageYear.objects.filter(village=self.get_object()).order_by("-data_year")
        return Response(VillageYearSerializer(rows, many=True).data)

    @extend_schema(
        parameters=[YEAR], request=body_of(VillageYearForm, partial=True),
        responses=VillageYearSerializer,
    )  # fmt: skip
    @action(
        detail=True, methods=["post"], url_path=r"years/(?P<year>20\d\d)",
        required_permission=Permission.VILLAGE_EDIT,
    )  # fmt: skip
    def save_year(self, request, year, pk=None):
        """Enter or correct the form of a year; it begins with the last one known."""
        village, year = self._stored(), int(year)
        known = VillageYear.objects.filter(village=village, data_year__lte=year).first()
        form = filled(VillageYearForm, request, instance=known, village=village)
        version = form.cleaned_data["version"]
        villages.save_village_year(village, year, form.values, version=version, by=request.user)
        row = VillageYear.objects.get(village=village, data_year=year)
        return Response(VillageYearSerializer(row).data)

    @extend_schema(request=body_of(DesignateForm), responses={201: KeyVillageSerializer})
    @action(detail=True, methods=["post"], required_permission=Permission.KEY_VILLAGE_DESIGNATE)
    def designate(self, request, pk=None):
        """Designate the village as key registered poor village."""
        village = self.get_object()
        values = filled(DesignateForm, request).cleaned_data
        made = key_villages.designate_key_village(village, **values, by=request.user)
        return Response(KeyVillageSerializer(made).data, status.HTTP_201_CREATED)

    @extend_schema(request=PostSerializer, responses={201: PostingSerializer})
    @action(detail=True, methods=["post"], required_permission=Permission.POSTING_MANAGE)
    def post_cadre(self, request, pk=None):
        """Post a cadre to the village."""
        village = self.get_object()
        draft = postings.Draft(**self.given(PostSerializer))
        check(request.user, Permission.CADRE_VIEW, draft.cadre)
        posting = postings.post_cadre(village, draft, by=request.user)
        return Response(PostingSerializer(posting).data, status.HTTP_201_CREATED)


class KeyVillageViewSet(Listed):
    """Designations in force today within the caller's reach."""

    required_permission = Permission.VILLAGE_VIEW
    queryset = KeyVillage.objects.none()
    serializer_class = KeyVillageSerializer
    filterset_fields = ["village"]
    order = ("village_id",)

    def related(self, rows):
        return rows.as_of(working_date()).select_related("village__division")

    @extend_schema(request=body_of(ExitForm), responses=KeyVillageSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.KEY_VILLAGE_DESIGNATE)
    def record_exit(self, request, pk=None):
        """Record that the village left poverty."""
        designation = self.get_object()
        values = filled(ExitForm, request).cleaned_data
        key_villages.record_village_exit(designation, **values, by=request.user)
        return Response(KeyVillageSerializer(designation).data)

    @extend_schema(request=body_of(WithdrawForm), responses=KeyVillageSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.KEY_VILLAGE_DESIGNATE)
    def withdraw(self, request, pk=None):
        """Withdraw a designation that should not have been made."""
        designation = self.get_object()
        values = filled(WithdrawForm, request).cleaned_data
        key_villages.withdraw_designation(designation, **values, by=request.user)
        designation.refresh_from_db()
        return Response(KeyVillageSerializer(designation).data)
