"""Every address of an installation. A new one needs a row in tests/security/access_matrix.py."""

from django.urls import include, path

urlpatterns = [
    path("", include("acasa.accounts.urls")),
    path("", include("acasa.cases.urls")),
    path("", include("acasa.ui.urls")),
]
