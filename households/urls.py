"""Addresses of the household register."""

from django.urls import path

from households.views import detail, editing, going, lists

app_name = "households"
urlpatterns = [
    path("", lists.household_list, name="list"),
    path("export/", lists.export, name="export"),
    path("search/", lists.search, name="search"),
    path("exit-tests/", going.exit_tests_panel, name="exit_tests_panel"),
    path("notice/", going.notice, name="notice"),
    path("new/", editing.household_create, name="create"),
    path("id-check/", editing.id_check, name="id_check"),
    path("newcomer/<int:place>/", editing.newcomer, name="newcomer"),
    path("memberships/<int:pk>/leave/", editing.member_leave, name="member_leave"),
    path("villages/<village_code:code>/panel/", detail.village_panel, name="village_panel"),
    path("<int:pk>/", detail.household_detail, name="detail"),
    path("<int:pk>/edit/", editing.household_edit, name="edit"),
    path("<int:pk>/head/", editing.head_change, name="head_change"),
    path("<int:pk>/findings/", detail.findings_panel, name="findings_panel"),
    path("<int:pk>/trail/", detail.trail_panel, name="trail_panel"),
]
