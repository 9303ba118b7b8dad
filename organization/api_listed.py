"""Rows over the API: what every list shares."""

from typing import Any

from rest_framework import serializers, viewsets


class Listed(viewsets.ReadOnlyModelViewSet):
    """Rows within the caller's reach; they change by named actions alone.

    An action that needs another permission than reading says so (`required_permission=…`); its
    row is then one on which the caller holds that permission. The list's filters narrow the list
    and nothing else.
    """

    order: tuple[str, ...] = ("-pk",)

    def get_queryset(self):
        rows = self.queryset.model.objects.visible_to(self.request.user, self.required_permission)
        return self.related(rows).order_by(*self.order)

    def related(self, rows):
        """The rows with what their serializer reads of other tables."""
        return rows

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def given(self, serializer_class: type[serializers.BaseSerializer]) -> dict[str, Any]:
        """What the body says, checked for shape; rules are the verb's."""
        asked = serializer_class(data=self.request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        return dict(asked.validated_data)
