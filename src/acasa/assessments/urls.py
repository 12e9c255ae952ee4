from django.urls import URLPattern

from acasa.assessments import urls_measures

app_name = "assessments"
urlpatterns: list[URLPattern] = [*urls_measures.urlpatterns]
