"""Addresses of the village register."""

from django.urls import path, register_converter

from villages.converters import DataYearConverter, MonthConverter, VillageCodeConverter
from villages.views import attendance, postings, villages

register_converter(VillageCodeConverter, "village_code")
register_converter(DataYearConverter, "data_year")
register_converter(MonthConverter, "month")

app_name = "villages"
urlpatterns = [
    path("", villages.village_list, name="list"),
    path("mine/", villages.mine, name="mine"),
    path("postings/", postings.posting_list, name="posting_list"),
    path("postings/<int:pk>/end/", postings.posting_end, name="posting_end"),
    path("attendance/", attendance.attendance_list, name="attendance"),
    path("attendance/confirm/", attendance.attendance_confirm, name="attendance_confirm"),
    path(
        "attendance/<int:pk>/<month:month>/", attendance.attendance_enter, name="attendance_enter"
    ),
    path("designations/<int:pk>/exit/", villages.record_exit, name="record_exit"),
    path("designations/<int:pk>/withdraw/", villages.withdraw, name="withdraw"),
    path("<village_code:code>/", villages.village_detail, name="detail"),
    path("<village_code:code>/edit/", villages.village_edit, name="edit"),
    path("<village_code:code>/years/<data_year:year>/", villages.village_year, name="year"),
    path("<village_code:code>/designate/", villages.designate, name="designate"),
    path("<village_code:code>/postings/new/", postings.posting_create, name="posting_create"),
]
