from django.urls import path

from reviews.views import clock, dashboard, indicators, meetings, pledges, reports

app_name = "reviews"
urlpatterns = [
    path("", reports.report_list, name="report_list"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("wall/", dashboard.wall, name="wall"),
    path("indicators/", indicators.indicator_list, name="indicator_list"),
    path("indicators/<slug:code>/", indicators.indicator_detail, name="indicator_detail"),
    path("indicators/<slug:code>/<slug:side>/", indicators.indicator_rows, name="indicator_rows"),
    path("reports/new/", reports.report_create, name="report_create"),
    path("reports/<int:pk>/", reports.report_detail, name="report_detail"),
    path("reports/<int:pk>/progress/", reports.report_progress, name="report_progress"),
    path("reports/<int:pk>/compare/", reports.report_compare, name="report_compare"),
    path("reports/<int:pk>/comment/", reports.report_comment, name="report_comment"),
    path("reports/<int:pk>/rebuild/", reports.report_rebuild, name="report_rebuild"),
    path("reports/<int:pk>/submit/", reports.report_submit, name="report_submit"),
    path("reports/<int:pk>/publish/", reports.report_publish, name="report_publish"),
    path("reports/<int:pk>/return/", reports.report_return, name="report_return"),
    path("reports/<int:pk>/correct/", reports.report_correct, name="report_correct"),
    path("reports/<int:pk>/file/<slug:name>/", reports.report_file, name="report_file"),
    path("meetings/", meetings.rhythm, name="rhythm"),
    path("meetings/new/", meetings.meeting_create, name="meeting_create"),
    path("meetings/<int:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("meetings/<int:pk>/decide/", meetings.action_create, name="action_create"),
    path("actions/<int:pk>/close/", meetings.action_close, name="action_close"),
    path("pledges/<int:pk>/", pledges.pledge_panel, name="pledge_panel"),
    path("advance-day/", clock.advance_day, name="advance_day"),
]
