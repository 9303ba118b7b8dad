"""Addresses of assistance."""

from django.urls import path, re_path

from assistance.views import areas, funds, leadership, overview, pairings, projects, visits

app_name = "assistance"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("load/", overview.load_panel, name="load_panel"),
    path("coverage/<slug:code>/", overview.gaps, name="gaps"),
    path("households/<int:pk>/", overview.household_panel, name="household_panel"),
    path("households/<int:pk>/pair/", pairings.pair, name="pair"),
    path("households/<int:pk>/candidates/", pairings.candidates, name="candidates"),
    path("households/<int:pk>/visits/new/", visits.visit_record, name="visit_record"),
    path("villages/<village_code:code>/", overview.village_panel, name="village_panel"),
    path("villages/<slug:code>/pair/", areas.pair_village, name="pair_village"),
    path("areas/", areas.area_list, name="area_list"),
    path("areas/townships/new/", areas.pair_township, name="pair_township"),
    path("areas/<slug:kind>/<int:pk>/end/", areas.area_end, name="area_end"),
    path("leaders/", leadership.leader_list, name="leader_list"),
    path("leader-posts/new/", leadership.leader_post_start, name="leader_post_start"),
    path("leader-posts/<int:pk>/end/", leadership.leader_post_end, name="leader_post_end"),
    path("township-designations/new/", leadership.township_designate, name="township_designate"),
    path("township-designations/<int:pk>/end/", leadership.designation_end, name="designation_end"),
    path("pairings/", pairings.pairing_list, name="pairing_list"),
    path("pairings/proposals/", pairings.proposals, name="proposals"),
    path("pairings/<int:pk>/", pairings.pairing_detail, name="pairing_detail"),
    path("pairings/<int:pk>/end/", pairings.pairing_end, name="pairing_end"),
    path("pairings/<int:pk>/hand-over/", pairings.hand_over, name="hand_over"),
    path("visits/", visits.visit_list, name="visit_list"),
    path("visits/<int:pk>/", visits.visit_detail, name="visit_detail"),
    path("visits/<int:pk>/solve/", visits.visit_solve, name="visit_solve"),
    path("mine/", visits.mine, name="mine"),
    path("projects/", projects.project_list, name="project_list"),
    path("projects/new/", projects.project_edit, name="project_create"),
    path("projects/<int:pk>/", projects.project_detail, name="project_detail"),
    path("projects/<int:pk>/edit/", projects.project_edit, name="project_edit"),
    path("projects/<int:pk>/move/", projects.project_move, name="project_move"),
    path("projects/<int:pk>/progress/", projects.project_progress, name="project_progress"),
    path("projects/<int:pk>/benefits/new/", projects.benefit_add, name="benefit_add"),
    path("projects/<int:pk>/allocate/", funds.allocate, name="allocate"),
    re_path(
        r"^projects/allocations/(?P<pk>\d+)/(?P<act>pay|return|revoke)/$",
        funds.allocation_act,
        name="allocation_act",
    ),
    path("projects/funds/", funds.fund_list, name="fund_list"),
    path("projects/funds/new/", funds.fund_create, name="fund_create"),
    path("projects/funds/<int:pk>/", funds.fund_detail, name="fund_detail"),
    path("projects/funds/<int:pk>/arrive/", funds.fund_arrive, name="fund_arrive"),
    path("projects/actions/", funds.action_list, name="action_list"),
    path("projects/actions/tasks/<int:pk>/report/", funds.action_report, name="action_report"),
]
