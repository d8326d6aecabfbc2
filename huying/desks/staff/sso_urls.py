"""Addresses of the sign-on providers, under /accounts/, by the names that allauth asks for."""

from allauth.socialaccount.providers.openid_connect import urls as oidc
from django.urls import path

from huying.desks.staff import sso

urlpatterns = [
    *oidc.urlpatterns,
    path("login/", sso.failed, name="account_login"),
    path("signup/", sso.failed, name="socialaccount_signup"),
    path("failed/", sso.failed, name="socialaccount_login_error"),
    path("cancelled/", sso.failed, name="socialaccount_login_cancelled"),
]
