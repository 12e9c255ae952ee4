"""The draft of a child's plan, changed in place: all eleven domains stay in sight, one line is a form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.cases import codes
from acasa.cases.childplan import library, presenters, queries, rules
from acasa.cases.childplan.forms.plan import LineForm, TemplateForm, VersionForm
from acasa.cases.childplan.queries import ChildFile
from acasa.cases.childplan.services import drafting, versions
from acasa.cases.childplan.views.common import clash, form_page
from acasa.cases.queries.case import parse_day
from acasa.cases.services import drafts
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, kept_or, today
from acasa.core.errors import Conflict, Refused
from acasa.vocabularies.loader import LANGUAGES

KIND = "child_line"


def _page(request: ActorRequest, file: ChildFile, **more: Any) -> HttpResponse:
    """The draft with one form in it, or none. `at` says where: a line's id, or the domain of a new one."""
    context = {
        **head(request, file.page),
        "domains": presenters.domains(file.next, file, today()),
        "draft": file.draft and {"by": file.draft.data["by_name"]},
        "number": file.next_number,
        "templates": library.templates(),
        "problems": library.problems(),
        "back_url": reverse("childplan:draft", args=[file.page.id]),
        **more,
    }
    form = more.get("form")
    invalid = form is not None and form.is_bound and not form.is_valid()
    return render(request, "childplan/draft.html", context, status=422 if invalid else 200)


@require_safe
def draft(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The draft as it stands; without one, the present version to begin from."""
    return _page(request, queries.child_file(request.actor, case_id))


def add_line(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """One more line; `?domain=` says for which domain."""
    return _line(request, case_id, "")


def change_line(request: ActorRequest, case_id: UUID, line: str) -> HttpResponse:
    """Change a line where it stands."""
    return _line(request, case_id, line)


def _line(request: ActorRequest, case_id: UUID, line_id: str) -> HttpResponse:
    file = queries.child_file(request.actor, case_id)
    former = rules.line_of(file.next, line_id) if line_id else None
    if line_id and former is None and request.method != "POST":
        raise Refused(drafting.VERB, case_id)
    team = queries.helpers(request.actor, file.page)
    names = {str(colleague.id): colleague.name for colleague in team}

    def place(domain: object) -> dict[str, Any]:
        at = line_id if former else str(domain) if domain in library.domains() else library.domains()[0]
        return {"at": at, "kind": "" if line_id else KIND}

    if request.method != "POST":
        if former:
            initial = {
                **former,
                "due": parse_day(str(former.get("due", ""))),
                "review_on": parse_day(str(former.get("review_on", ""))),
                "who": former.get("responsible_id", ""),
                "other": "" if former.get("responsible_id") else former.get("responsible", ""),
                "version": former.get("rev", 1),
            }
            return _page(request, file, form=LineForm(initial=initial, colleagues=team), **place(""))
        initial, kept = kept_or(request.actor, KIND, case_id, {"domain": request.GET.get("domain", "")})
        form = LineForm(initial=initial, colleagues=team)
        return _page(request, file, form=form, kept=kept, **place(initial.get("domain")))
    if "start_again" in request.POST:
        drafts.drop(request.actor, kind=KIND, about=case_id)
        return redirect("childplan:add_line", case_id)
    form = LineForm(request.POST, colleagues=team)
    where = place(request.POST.get("domain"))
    if form.is_valid():
        data = _record(form.cleaned_data, names)
        rev = form.cleaned_data["version"] or 0
        try:
            drafting.save_line(request.actor, case_id, line_id=line_id, data=data, rev=rev)
        except Conflict as conflict:
            both = Conflict(_shown(conflict.current), _shown(conflict.yours), conflict.version)
            return _page(request, file, form=form, clash=clash(form, both, names), **where)
        if not line_id:
            drafts.drop(request.actor, kind=KIND, about=case_id)
        messages.success(request, _("Saved in the draft."))
        return redirect(reverse("childplan:draft", args=[case_id]) + f"#{data['domain']}")
    return _page(request, file, form=form, **where)


def _record(data: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """A line as the record says it: days in ISO, who is responsible by name and, of the team, by id."""
    kept = {name: value for name, value in data.items() if name not in ("who", "other", "version")}
    for name in ("due", "review_on"):
        kept[name] = data[name].isoformat() if data[name] else ""
    who = data["who"]
    return {**kept, "responsible_id": who, "responsible": names.get(who, "") or data["other"]}


def _shown(line: dict[str, Any]) -> dict[str, Any]:
    """A stored line as its form names its fields."""
    if "domain" not in line:
        return line
    who = line.get("responsible_id", "")
    return {**line, "who": who, "other": "" if who else line.get("responsible", "")}


@require_POST
def remove_line(request: ActorRequest, case_id: UUID, line: str) -> HttpResponse:
    """Take a line out of the draft; versions keep it."""
    queries.child_file(request.actor, case_id, drafting.VERB)
    drafting.take_out(request.actor, case_id, line_id=line)
    messages.success(request, _("Taken out of the draft. Earlier versions keep it."))
    return redirect("childplan:draft", case_id)


@require_POST
def nothing_needed(request: ActorRequest, case_id: UUID, domain: str) -> HttpResponse:
    """Nothing is needed in a domain now; or it is to be looked at after all (`needed`)."""
    queries.child_file(request.actor, case_id, drafting.VERB)
    drafting.nothing_needed(
        request.actor, case_id, domain=domain, on=today().isoformat(), needed="needed" in request.POST
    )
    messages.success(request, _("Saved in the draft."))
    return redirect(reverse("childplan:draft", args=[case_id]) + f"#{domain}")


@require_POST
def leave_draft(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Put the draft aside."""
    queries.child_file(request.actor, case_id, drafting.VERB)
    drafting.leave(request.actor, case_id)
    messages.success(request, _("The draft is put aside. The plan stays as it was."))
    return redirect("childplan:room", case_id)


def begin_from(request: ActorRequest, case_id: UUID, template: str) -> HttpResponse:
    """Copy chosen lines of a template into the draft."""
    file = queries.child_file(request.actor, case_id)
    found = library.template(template)
    if found is None:
        raise Refused(drafting.VERB, case_id)
    tongue = codes.language()
    lines = [
        (
            entry["id"],
            f"{presenters.words.domain(entry['domain'])}: {entry['goal'].get(tongue) or entry['goal']['en']}",
        )
        for entry in found.lines
    ]
    languages = [(code, name) for code, name in settings.LANGUAGES if code in LANGUAGES]
    form = TemplateForm(
        request.POST if request.method == "POST" else None,
        initial={"language": tongue if tongue in LANGUAGES else "en"},
        languages=languages,
        lines=lines,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        count = drafting.begin_from(
            request.actor,
            case_id,
            template=template,
            chosen=data["lines"],
            language=data["language"],
            today=today(),
        )
        if count:
            messages.success(request, _("They stand in the draft. Change them with the child."))
        else:
            messages.info(request, _("These lines stand in the draft already."))
        return redirect("childplan:draft", case_id)
    back = reverse("childplan:draft", args=[case_id])
    return form_page(
        request, file, form, found.title, about=found.source, back_url=back, button=_("Take them over")
    )


def make_version(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The draft becomes the next version; what is due in it stands on the day."""
    file = queries.child_file(request.actor, case_id)
    if file.draft is None:
        messages.info(request, _("There is no draft to make a version of."))
        return redirect("childplan:draft", case_id)
    plan = file.plan
    title = _("Make version %(number)s") % {"number": file.next_number}
    review = parse_day(str(plan.data.get("review_on", ""))) if plan else None
    initial = {"version": file.draft.version, "review_on": review if review and review > today() else None}
    form: Any = VersionForm(request.POST if request.method == "POST" else None, initial=initial)
    more: dict[str, Any] = {"domains": presenters.domains(file.draft.data, file, today())}
    if request.method == "POST" and form.is_valid():
        try:
            made = versions.make_version(request.actor, case_id, on=today(), **form.cleaned_data)
        except Conflict as conflict:
            more["changed_by"] = conflict.current.get("by_name", "")
            more["domains"] = presenters.domains(conflict.current, file, today())
            form.data = form.data.copy()
            form.data["version"] = str(conflict.version)
            return form_page(request, file, form, title, template="version", **more)
        if made is None:
            messages.info(request, _("A colleague was faster. Look at where the plan stands now."))
        else:
            messages.success(
                request, _("Version %(number)s is made. What is due stands on the day.") % {"number": made}
            )
        return redirect("childplan:room", case_id)
    return form_page(request, file, form, title, template="version", **more)
