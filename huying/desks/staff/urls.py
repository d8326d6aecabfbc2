"""Addresses of login, home and one's own account, under /staff/."""

from django.urls import path

from huying.desks.staff import account, entering, views

app_name = "staff"
urlpatterns = [
    path("", views.home, name="home"),
    path("login/", entering.login, name="login"),
    path("login/code/", entering.code, name="code"),
    path("logout/", entering.logout, name="logout"),
    path("profile/", account.profile, name="profile"),
    path("profile/password/", account.password, name="password"),
    path("profile/authenticator/", account.authenticator, name="authenticator"),
    path("profile/authenticator/removal/", account.removal, name="removal"),
]
