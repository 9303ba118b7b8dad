"""Addresses of the ground floor."""

from django.urls import path

from organization.views import account, home, people, policy, shared, users

app_name = "organization"
urlpatterns = [
    path("", home.home, name="home"),
    path("my-work/", home.work, name="work"),
    path("login/", account.sign_in, name="login"),
    path("logout/", account.sign_out, name="logout"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/tokens/", account.token_make, name="token_make"),
    path("account/tokens/<int:pk>/revoke/", account.token_revoke, name="token_revoke"),
    path("notifications/", home.notification_list, name="notification_list"),
    path("notifications/read/", home.notification_read, name="notification_read"),
    path("help/", home.help_page, name="help"),
    path("jobs/<int:pk>/", shared.job, name="job"),
    path("attachments/<int:pk>/", shared.attachment, name="attachment"),
    path("reveal/", shared.reveal, name="reveal"),
    path("trail/", policy.trail_list, name="trail_list"),
    path("trail/<str:kind>/<str:pk>/", shared.trail_panel, name="trail_panel"),
    path("setup/", policy.setup, name="setup"),
    path("parameters/", policy.parameter_list, name="parameter_list"),
    path("parameters/<slug:key>/", policy.parameter_detail, name="parameter_detail"),
    path("units/", people.unit_list, name="unit_list"),
    path("units/new/", people.unit_edit, name="unit_create"),
    path("units/<int:pk>/", people.unit_edit, name="unit_edit"),
    path("units/<int:pk>/end/", people.unit_end, name="unit_end"),
    path("cadres/", people.cadre_list, name="cadre_list"),
    path("cadres/new/", people.cadre_edit, name="cadre_create"),
    path("cadres/<int:pk>/", people.cadre_detail, name="cadre_detail"),
    path("cadres/<int:pk>/edit/", people.cadre_edit, name="cadre_edit"),
    path("cadres/<int:pk>/leave/", people.cadre_leave, name="cadre_leave"),
    path("cadres/<int:pk>/posts/", people.post_start, name="post_start"),
    path("posts/<int:pk>/end/", people.post_end, name="post_end"),
    path("users/", users.user_list, name="user_list"),
    path("users/new/", users.user_create, name="user_create"),
    path("users/<int:pk>/", users.user_detail, name="user_detail"),
    path("users/<int:pk>/grants/", users.grant_give, name="grant_give"),
    path("users/<int:pk>/disable/", users.user_disable, name="user_disable"),
    path("users/<int:pk>/enable/", users.user_enable, name="user_enable"),
    path("users/<int:pk>/unlock/", users.user_unlock, name="user_unlock"),
    path("users/<int:pk>/password/", users.user_reset_password, name="user_reset_password"),
    path("users/<int:pk>/hand-over/", users.user_hand_over, name="user_hand_over"),
    path("grants/<int:pk>/end/", users.grant_end, name="grant_end"),
]
