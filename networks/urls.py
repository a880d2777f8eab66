"""Addresses of people, networks and sign-in."""

from allauth.account import views as account
from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from networks.views import outbox, sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("logg-inn/", account.request_login_code, name="account_request_login_code"),
    path("logg-inn/kode/", sign_in.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("logg-inn/passord/", account.login, name="account_login"),
    path("logg-inn/ny-bruker/", account.signup, name="account_signup"),
    path("logg-ut/", sign_in.SignOut.as_view(), name="account_logout"),
]

if settings.LOCAL:
    urlpatterns += [
        path("utvikling/utboks/", outbox.OutboxList.as_view(), name="outbox"),
        path("utvikling/utboks/<int:pk>/", outbox.OutboxDetail.as_view(), name="outbox-message"),
    ]
