"""The API: each app registers its viewsets in its own `api`; version 1 lives under /api/v1/.

What is no list of rows stands in its `VIEWS`: address → view.
"""

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter
from rest_framework.views import APIView

from organization.permissions import open_to_all

APPS_WITH_API = [
    "organization", "intake", "villages", "households", "assistance", "accountability", "reviews",
]  # fmt: skip

router = DefaultRouter()
router.include_root_view = False
parts = [import_module(f"{app}.api") for app in APPS_WITH_API if find_spec(f"{app}.api")]
views: dict[str, type[APIView]] = {}
for part in parts:
    part.register(router)
    views |= getattr(part, "VIEWS", {})

schema = open_to_all("the schema names no rows")(SpectacularAPIView)
docs = open_to_all("the schema names no rows")(SpectacularSwaggerSplitView)

app_name = "api"
urlpatterns = [
    path("v1/", include(router.urls)),
    *(path(f"v1/{name}/", view.as_view(), name=name) for name, view in views.items()),
    path("schema/", schema.as_view(), name="schema"),
    path("docs/", docs.as_view(url_name="api:schema"), name="docs"),
]
