"""Addresses of the office network."""

from django.urls import path

from acasa.config.office import views

app_name = "office"
urlpatterns = [path("sheet/<str:language>/", views.sheet, name="sheet")]
