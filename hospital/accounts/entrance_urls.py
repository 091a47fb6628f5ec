"""/accounts: signing in and out, the lock, the password, the second factor. Nobody signs up."""

from allauth.account import views
from django.urls import include, path

from .pages import entrance

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", entrance.change_password, name="account_change_password"),
    path("lock/", entrance.lock, name="lock"),
    path("unlock/", entrance.unlock, name="unlock"),
    path("touch/", entrance.touch, name="touch"),
    path("2fa/", include("allauth.mfa.urls")),
]
