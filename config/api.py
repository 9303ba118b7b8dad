"""The API: each app registers its viewsets in its own `api.py`; version 1 lives under /api/v1/."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.routers import DefaultRouter

from organization.permissions import open_to_all

APPS_WITH_API: list = []

router = DefaultRouter()
router.include_root_view = False
for register in APPS_WITH_API:
    register(router)

schema = SpectacularAPIView.as_view()
docs = SpectacularSwaggerView.as_view(url_name="api:schema")

app_name = "api"
urlpatterns = [
    path("v1/", include(router.urls)),
    path("schema/", open_to_all("the schema names no rows")(schema), name="schema"),
    path("docs/", open_to_all("the schema names no rows")(docs), name="docs"),
]
