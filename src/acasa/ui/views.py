"""The gallery of components, for those who make pages and those who check them."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from acasa.ui import gallery as shown

SAMPLES = ("form", "table", "plain", "public", "progress")


def _only_when_shown() -> None:
    if not getattr(settings, "ACASA_COMPONENTS", False):
        raise Http404


@never_cache
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component on one page."""
    _only_when_shown()
    context = {
        **shown.context(),
        "page": shown.rows(request.GET.get("page", "1"), request.GET.get("sort", "")),
    }
    return render(request, "ui/gallery.html", context)


@never_cache
def sample(request: HttpRequest, name: str) -> HttpResponse:
    """A whole page of one kind: form, table, the plain and public shells, and long work."""
    _only_when_shown()
    if name not in SAMPLES:
        raise Http404
    status = 200
    context = shown.context()
    if name == "form":
        context["form"] = form = shown.ExampleForm(request.POST or None, request.FILES or None)
        if form.is_bound and form.is_valid():
            messages.success(request, form.cleaned_data["name"])
        elif form.is_bound:
            status = 422
    elif name == "table":
        context["page"] = shown.rows(request.GET.get("page", "1"), request.GET.get("sort", ""))
    elif name == "progress":
        done = request.GET.get("done", "0")
        context["done"] = min(int(done) if done.isdecimal() else 0, 10)
        context["next"] = f"{request.path}?done={context['done'] + 1}" if context["done"] < 10 else ""
        if request.headers.get("HX-Request"):
            return render(request, "ui/gallery/bar.html", context)
    return render(request, f"ui/gallery/{name}.html", context, status=status)
