"""Addresses of accounts. `set_language` has no namespace: the shells of every slice use it."""

from django.urls import path

from acasa.accounts.views import lock, sign_in

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in_page, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("lock/", lock.lock, name="lock"),
    path("unlock/", lock.unlock, name="unlock"),
    path("password-again/", lock.prove, name="prove"),
    path("alive/", lock.alive, name="alive"),
]
