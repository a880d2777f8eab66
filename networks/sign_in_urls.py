"""Addresses of sign-in: the door, and what a user may change about it."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, reverse_lazy

from networks.views import addresses, second_factor, sessions, sign_in

index = reverse_lazy("mfa_index")

urlpatterns = [
    path("logg-inn/", sign_in.RequestCode.as_view(), name="account_request_login_code"),
    path("logg-inn/kode/", sign_in.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("logg-inn/to-trinn/", sign_in.SecondFactor.as_view(), name="mfa_authenticate"),
    path("logg-inn/passnokkel/", sign_in.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("logg-inn/passord/", account.login, name="account_login"),
    path("logg-inn/ny-bruker/", account.signup, name="account_signup"),
    path("logg-ut/", sign_in.SignOut.as_view(), name="account_logout"),
    path("min-side/innlogging/", second_factor.SecondFactorIndex.as_view(), name="mfa_index"),
    path("min-side/innlogging/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("min-side/innlogging/app/fjern/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("min-side/innlogging/passnokler/ny/", second_factor.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "min-side/innlogging/passnokler/<int:pk>/navn/",
        webauthn.EditWebAuthnView.as_view(success_url=index),
        name="mfa_edit_webauthn",
    ),
    path(
        "min-side/innlogging/passnokler/<int:pk>/fjern/",
        webauthn.RemoveWebAuthnView.as_view(success_url=index),
        name="mfa_remove_webauthn",
    ),
    path(
        "min-side/innlogging/reservekoder/",
        second_factor.RecoveryCodes.as_view(),
        name="mfa_view_recovery_codes",
    ),
    path(
        "min-side/innlogging/reservekoder/nye/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("min-side/innlogging/bekreft/", second_factor.ProveByCode.as_view(), name="account_reauthenticate"),
    path("min-side/innlogging/bekreft/kode/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "min-side/innlogging/bekreft/passnokkel/",
        second_factor.ProveByPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("min-side/okter/", sessions.SessionList.as_view(), name="session-list"),
    path("min-side/e-post/", addresses.ChangeAddress.as_view(), name="change-address"),
    path("min-side/e-post/<str:token>/", addresses.ConfirmAddress.as_view(), name="confirm-address"),
]
