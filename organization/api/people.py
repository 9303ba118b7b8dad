"""Units, cadres and their posts."""

from django.db.models import Count, Prefetch, Q
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from organization.api_forms import body_of, filled
from organization.api_listed import Listed
from organization.enums import Duty
from organization.filters import CadreFilter, UnitFilter
from organization.forms import CadreForm, EndForm, PostForm, ReasonForm, UnitForm
from organization.masking import mask_phone
from organization.models import Cadre, CadrePost, Unit
from organization.permissions import Permission
from organization.pinyin import named
from organization.services import units
from organization.working_date import working_date


class UnitNameSerializer(serializers.ModelSerializer):
    class Meta:
        model = Unit
        fields = ["id", "code", "name"]


class UnitSerializer(serializers.ModelSerializer):
    cadre_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Unit
        fields = [
            "id", "code", "name", "short_name", "kind", "division", "superior", "phone",
            "starts_on", "ends_on", "cadre_count",
        ]  # fmt: skip


class UnitViewSet(Listed):
    """Units within the caller's reach, also those that have ended."""

    required_permission = Permission.UNIT_VIEW
    queryset = Unit.objects.none()
    serializer_class = UnitSerializer
    filterset_class = UnitFilter
    order = ("code",)

    def related(self, rows):
        on_post = Count("cadres", filter=Q(cadres__left_on__isnull=True))
        return rows.annotate(cadre_count=on_post)

    def _answer(self, unit: Unit, **options) -> Response:
        fresh = self.related(Unit.objects.all()).get(pk=unit.pk)
        return Response(self.get_serializer(fresh).data, **options)

    @extend_schema(request=body_of(UnitForm), responses={201: UnitSerializer})
    @action(detail=False, methods=["post"], required_permission=Permission.UNIT_EDIT)
    def enter(self, request):
        """Enter a unit."""
        begun = Unit(starts_on=working_date())
        form = filled(UnitForm, request, instance=begun, by=request.user)
        unit = units.save_unit(Unit(), form.values, by=request.user)
        return self._answer(unit, status=status.HTTP_201_CREATED)

    @extend_schema(request=body_of(UnitForm, partial=True), responses=UnitSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.UNIT_EDIT)
    def correct(self, request, pk=None):
        """Correct a unit; what is left out stays as it is."""
        unit = self.get_object()
        form = filled(UnitForm, request, instance=unit, by=request.user)
        stored = Unit.objects.get(pk=unit.pk)
        seen = form.what_was_seen
        return self._answer(units.save_unit(stored, form.values, by=request.user, seen=seen))

    @extend_schema(request=body_of(EndForm), responses=UnitSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.UNIT_EDIT)
    def end(self, request, pk=None):
        """Dissolve a unit to which nobody belongs any more."""
        unit = self.get_object()
        units.end_unit(unit, **filled(EndForm, request).cleaned_data, by=request.user)
        return self._answer(unit)


class CadrePostSerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = CadrePost
        fields = [
            "id", "cadre", "unit", "unit_name", "title", "duty", "starts_on", "ends_on",
            "document_no",
        ]  # fmt: skip


class CadreSerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    phone = serializers.SerializerMethodField(help_text="部分隐去；完整号码由 reveal 查看")

    class Meta:
        model = Cadre
        fields = [
            "id", "number", "name", "sex", "is_party_member", "unit", "unit_name", "rank",
            "title", "phone", "left_on",
        ]  # fmt: skip

    def get_phone(self, cadre) -> str:
        return mask_phone(cadre.phone) if cadre.phone else ""


class CadreDetailSerializer(CadreSerializer):
    """A cadre with the posts held in time."""

    posts = CadrePostSerializer(many=True, read_only=True)

    class Meta(CadreSerializer.Meta):
        fields = [*CadreSerializer.Meta.fields, "posts"]


class NameSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=50, help_text="姓名或拼音首字母")


class CadreViewSet(Listed):
    """Cadres within the caller's reach; phones masked."""

    required_permission = Permission.CADRE_VIEW
    queryset = Cadre.objects.none()
    serializer_class = CadreSerializer
    filterset_class = CadreFilter
    order = ("number",)

    def get_serializer_class(self):
        return CadreSerializer if self.action in {"list", "search"} else CadreDetailSerializer

    def related(self, rows):
        posts = Prefetch("posts", CadrePost.objects.select_related("unit"))
        rows = rows.select_related("unit")
        return rows if self.action in {"list", "search"} else rows.prefetch_related(posts)

    def _answer(self, cadre: Cadre, **options) -> Response:
        fresh = self.related(Cadre.objects.all()).get(pk=cadre.pk)
        return Response(CadreDetailSerializer(fresh).data, **options)

    @extend_schema(request=NameSerializer, responses=CadreSerializer(many=True), filters=False)
    @action(detail=False, methods=["post"])
    def search(self, request):
        """Find cadres by name; a name stands in the body, never in the address."""
        name = self.given(NameSerializer)["name"]
        page = self.paginate_queryset(self.get_queryset().filter(named(name)))
        return self.get_paginated_response(CadreSerializer(page, many=True).data)

    @extend_schema(request=body_of(CadreForm), responses={201: CadreDetailSerializer})
    @action(detail=False, methods=["post"], required_permission=Permission.CADRE_EDIT)
    def enter(self, request):
        """Enter a cadre."""
        form = filled(CadreForm, request, instance=Cadre(), by=request.user)
        cadre = units.save_cadre(Cadre(), form.values, by=request.user)
        return self._answer(cadre, status=status.HTTP_201_CREATED)

    @extend_schema(request=body_of(CadreForm, partial=True), responses=CadreDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.CADRE_EDIT)
    def correct(self, request, pk=None):
        """Correct a cadre; what is left out stays as it is."""
        cadre = self.get_object()
        form = filled(CadreForm, request, instance=cadre, by=request.user)
        stored = Cadre.objects.get(pk=cadre.pk)
        seen = form.what_was_seen
        return self._answer(units.save_cadre(stored, form.values, by=request.user, seen=seen))

    @extend_schema(request=body_of(ReasonForm), responses=CadreDetailSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.CADRE_EDIT)
    def leave(self, request, pk=None):
        """Register that a cadre left; his open posts end the same day."""
        cadre = self.get_object()
        reason = filled(ReasonForm, request).cleaned_data["reason"]
        units.cadre_leaves(cadre, on=working_date(), reason=reason, by=request.user)
        return self._answer(cadre)

    @extend_schema(request=body_of(PostForm), responses={201: CadrePostSerializer})
    @action(detail=True, methods=["post"], required_permission=Permission.CADRE_EDIT)
    def start_post(self, request, pk=None):
        """Give a cadre a post in a unit."""
        cadre = self.get_object()
        values = filled(PostForm, request, by=request.user).cleaned_data
        values["duty"] = Duty(values["duty"])
        post = units.start_post(cadre, values.pop("unit"), **values, by=request.user)
        return Response(CadrePostSerializer(post).data, status.HTTP_201_CREATED)


class CadrePostViewSet(Listed):
    """Posts in time of the cadres within the caller's reach."""

    required_permission = Permission.CADRE_VIEW
    queryset = CadrePost.objects.none()
    serializer_class = CadrePostSerializer
    filterset_fields = ["cadre", "unit", "duty"]

    def get_queryset(self):
        cadres = Cadre.objects.visible_to(self.request.user, self.required_permission)
        posts = CadrePost.objects.filter(cadre__in=cadres.values("pk"))
        return posts.select_related("cadre", "unit").order_by("-starts_on", "pk")

    @extend_schema(request=body_of(EndForm), responses=CadrePostSerializer)
    @action(detail=True, methods=["post"], required_permission=Permission.CADRE_EDIT)
    def end(self, request, pk=None):
        """A cadre leaves a post."""
        post = self.get_object()
        units.end_post(post, **filled(EndForm, request).cleaned_data, by=request.user)
        post.refresh_from_db(fields=["ends_on"])
        return Response(self.get_serializer(post).data)
