"""Every address of the portal. Public pages stand under their language; path words are in kit/languages.py."""

from allauth.account import views as account
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from network import second_step
from network import views as network
from polkka.kit.access import public
from polkka.kit.languages import route
from polkka.portal import views as portal
from practices.views import account_address

handler400 = "polkka.portal.errors.bad_request"
handler403 = "polkka.portal.errors.forbidden"
handler404 = "polkka.portal.errors.not_found"
handler429 = "polkka.portal.errors.too_many"
handler500 = "polkka.portal.errors.server_error"

sign_in = [
    path(route("@sign-in/"), network.request_code, name="account_request_login_code"),
    path(route("@sign-in/@code/"), network.confirm_code, name="account_confirm_login_code"),
    path(route("@sign-out/"), account.logout, name="account_logout"),
    path(route("@account/@inactive/"), account.account_inactive, name="account_inactive"),
    # allauth names these; each leads to the one way of signing in
    path(route("@account/@sign-in/"), network.to_sign_in, name="account_login"),
    path(route("@account/@new/"), network.to_sign_in, name="account_signup"),
    path(route("@account/@verify/"), network.to_sign_in, name="account_email_verification_sent"),
    path(route("@account/@address/"), account_address.address, name="account_email"),
    path(route("@account/@code/"), network.to_sign_in, name="account_reauthenticate"),
    path(route("@sign-in/@second-step/"), second_step.authenticate, name="mfa_authenticate"),
    path(route("@account/@again/"), second_step.ask_again, name="mfa_reauthenticate"),
    path(route("@account/@again/@saved/"), second_step.kept, name="mfa_kept"),
    path(route("@account/@second-step/"), second_step.index, name="mfa_index"),
    path(route("@account/@second-step/@new/"), second_step.set_up, name="mfa_activate_totp"),
    path(route("@account/@second-step/@delete/"), second_step.give_up, name="mfa_deactivate_totp"),
    path(route("@account/@second-step/@codes/"), second_step.codes, name="mfa_view_recovery_codes"),
    path(route("@account/@second-step/@codes/@new/"), second_step.new_codes, name="mfa_generate_recovery_codes"),
]
urlpatterns = [
    path("", portal.to_language, name="root"),
    path("admin/", admin.site.urls),
    path("", include("polkka.operations.urls")),
    path("", include("polkka.portal.urls_plain")),
    path("", include("practices.urls_plain")),
    *i18n_patterns(
        path("", include((sign_in, None))),
        path(route("@invitation/<str:token>/"), network.invitation, name="invitation"),
        path("", include("practices.urls")),
        path("", include("polkka.portal.urls")),
    ),
]
if settings.OUTBOX_PAGE:
    from polkka.upkeep import debug

    urlpatterns.append(path("outbox/", public(debug.outbox_page), name="debug_outbox"))
