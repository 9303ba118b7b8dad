"""The ground floor over the API: oneself, places, people, accounts, policy, the trail, files."""

from organization.api.account import MeView, SignInViewSet, TokenView, TokenViewSet, WorkView
from organization.api.divisions import DivisionViewSet
from organization.api.news import NotificationViewSet
from organization.api.people import CadrePostViewSet, CadreViewSet, UnitViewSet
from organization.api.policy import ParameterViewSet, SetupView
from organization.api.procedures import ProcedureViewSet
from organization.api.rows import AttachmentViewSet, JobViewSet, RevealView, TrailViewSet
from organization.api.users import GrantViewSet, UserViewSet

__all__ = ["VIEWS", "register"]

VIEWS = {
    "me": MeView,
    "token": TokenView,
    "work": WorkView,
    "reveal": RevealView,
    "setup": SetupView,
}
"""Endpoints that are no list of rows: address → view."""


def register(router) -> None:
    router.register("divisions", DivisionViewSet, "division")
    router.register("units", UnitViewSet, "unit")
    router.register("cadres", CadreViewSet, "cadre")
    router.register("cadre-posts", CadrePostViewSet, "cadre-post")
    router.register("users", UserViewSet, "user")
    router.register("grants", GrantViewSet, "grant")
    router.register("parameters", ParameterViewSet, "parameter")
    router.register("procedures", ProcedureViewSet, "procedure")
    router.register("notifications", NotificationViewSet, "notification")
    router.register("trail", TrailViewSet, "trail")
    router.register("attachments", AttachmentViewSet, "attachment")
    router.register("jobs", JobViewSet, "job")
    router.register("tokens", TokenViewSet, "token")
    router.register("sign-ins", SignInViewSet, "sign-in")
