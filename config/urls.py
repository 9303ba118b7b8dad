"""The whole site: every app under its own prefix, the API in `config.api`."""

from django.urls import include, path

from config.gallery import gallery
from config.health import healthz, readyz
from config.offline import offline, service_worker

urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("components/", gallery, name="components"),
    path("offline/", offline, name="offline"),
    path("sw.js", service_worker, name="service_worker"),
    path("api/", include("config.api")),
    path("", include("organization.urls")),
    path("import/", include("intake.urls")),
    path("villages/", include("villages.urls")),
    path("households/", include("households.urls")),
    path("assistance/", include("assistance.urls")),
    path("accountability/", include("accountability.urls")),
    path("reviews/", include("reviews.urls")),
]

handler400 = "organization.views.errors.bad_request"
handler403 = "organization.views.errors.denied"
handler404 = "organization.views.errors.not_found"
handler500 = "organization.views.errors.server_error"
