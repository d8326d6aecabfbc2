"""Addresses of login, home and one's own account, under /staff/."""

from django.urls import path

from huying.desks.staff import account, entering, views

app_name = "staff"
urlpatterns = [
    path("", views.home, name="home"),
    path("login/", entering.login, name="login"),
    path("login/code/", entering.code, name="code"),
    path("login/setup/", entering.setup, name="setup"),
    path("logout/", entering.logout, name="logout"),
    path("profile/", account.profile, name="profile"),
    path("profile/password/", account.password, name="password"),
    path("profile/authenticator/", account.authenticator, name="authenticator"),
    path("profile/authenticator/removal/", account.removal, name="removal"),
    path("profile/keys/", account.key, name="key"),
    path("profile/keys/<int:pk>/removal/", account.key_removal, name="key_removal"),
    path("profile/codes/", account.codes, name="codes"),
]
