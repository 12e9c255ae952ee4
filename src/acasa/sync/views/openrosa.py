"""OpenRosa, as ODK Collect and KoboCollect speak it: list of forms, forms, their files, and submissions.

Nothing here has a session: a device proves itself with each request. Nothing of a request reaches a log.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from acasa.accounts import access, limits
from acasa.accounts.limits import Limit
from acasa.audit import services as audit
from acasa.core import scope
from acasa.core.errors import Refused
from acasa.questionnaires.catalogue import Published
from acasa.sync import queries
from acasa.sync.queries import Admitted, Claimed
from acasa.sync.rules import came, proof, said
from acasa.sync.services import receiving
from acasa.vault import phones, tokens

VERSION: Final = "1.0"
# Wrong proofs of one address; a device that was ended tries every few minutes.
WRONG: Final = Limit("openrosa-wrong", 60, 900)
# Posts of one device: a day's interviews at once, and never a flood.
POSTS: Final = Limit("openrosa-posts", 3000, 900)
# One post: what uploads are kept in memory for. Beyond it the framework drops files, and a device would forget them.
POST_AT_MOST: Final = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
XML_PART: Final = "xml_submission_file"
MORE: Final = "*isIncomplete*"

View = Callable[..., HttpResponse]


def _xml(content: bytes, status: int = 200) -> HttpResponse:
    return HttpResponse(content, status=status, content_type="text/xml; charset=utf-8")


def _says(words: str, status: int, nature: str = "") -> HttpResponse:
    return _xml(said.answer(words, nature=nature), status)


def _unknown(request: HttpRequest, device_id: UUID, *, stale: bool = False) -> HttpResponse:
    """Not let in: with a challenge, so that the device can prove itself."""
    response = _says(_("This device is not let in. Let it in again from your account."), 401)
    nonce = proof.nonce(int(time.time()), _prover(device_id))
    response["WWW-Authenticate"] = proof.challenge(nonce, stale=stale)
    return response


def _prover(device_id: UUID) -> Callable[[str], str]:
    return lambda moment: tokens.pseudonym("openrosa nonce", f"{device_id} {moment}").hex()


def _in_secret(request: HttpRequest) -> bool:
    """Whether nobody on the way reads the request: a password may come as it is."""
    if request.is_secure():
        return True
    try:
        return (
            settings.SECURE_PROXY_SSL_HEADER is None
            and ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
        )
    except ValueError:
        return False


def _proved(request: HttpRequest, device_id: UUID) -> Claimed | HttpResponse:
    header = request.headers.get("Authorization", "")
    if not header:
        return _unknown(request, device_id)
    given = proof.read(header)
    device = queries.claimed(device_id)
    prove = _prover(device_id)
    wrong = given is None or (isinstance(given, proof.Basic) and not _in_secret(request))
    if (
        given is None
        or device is None
        or wrong
        or not proof.right(
            given,
            username=device.username,
            secret=device.secret,
            method=request.method or "",
            path=request.get_full_path(),
        )
    ):
        if not limits.spend(WRONG, limits.address(request)):
            return _says(_("Too many tries. Wait a few minutes and try again."), 429)
        return _unknown(request, device_id)
    if isinstance(given, proof.Digest) and not proof.fresh(given.nonce, int(time.time()), prove):
        return _unknown(request, device_id, stale=True)
    return device


def for_devices(*methods: str) -> Callable[[View], View]:
    """A view for devices that proved themselves; it gets the device, its organisation's scope and language."""

    def wrap(view: View) -> View:
        @access.public
        @access.while_locked
        @csrf_exempt
        @wraps(view)
        @sensitive_variables()
        def answered(request: HttpRequest, device_id: UUID, **more: Any) -> HttpResponse:
            response = _answer(view, methods, request, device_id, more)
            response["X-OpenRosa-Version"] = VERSION
            response["X-OpenRosa-Accept-Content-Length"] = str(POST_AT_MOST)
            return response

        return answered

    return wrap


def _answer(
    view: View, methods: tuple[str, ...], request: HttpRequest, device_id: UUID, more: dict[str, Any]
) -> HttpResponse:
    if request.method not in methods:
        return HttpResponse(status=405, headers={"Allow": ", ".join(methods)})
    claim = _proved(request, device_id)
    if isinstance(claim, HttpResponse):
        return claim
    unit = scope.current()
    if unit is not None and unit.org_id != claim.org_id:
        # Somebody's browser, signed in elsewhere, that knows a device's password.
        return _unknown(request, device_id)
    if request.method == "HEAD" and "POST" in methods:
        # Asked before each post: the device proved itself, and the post looks at everything else.
        return _where(request)
    if request.method == "POST":
        # Read before a transaction begins: a telephone may take minutes over it.
        refused = _body(request)
        if refused is not None:
            return refused
    try:
        with scope.scoped(claim.org_id):
            device = queries.admitted(claim)
            if device is None:
                return _unknown(request, device_id)
            with translation.override(device.language), timezone.override(ZoneInfo(device.time_zone)):
                if claim.seen_on != timezone.now().date():
                    receiving.saw(device.id)
                return view(request, device, **more)
    except tokens.SealingError:
        # A ring is missing, or somebody changed a key in the database: nothing was stored, and that is told.
        audit.append_now(
            org_id=claim.org_id,
            actor_id=claim.user_id,
            verb="device.keys",
            subject_id=claim.id,
            outcome="tampered",
        )
        return _says(
            _("This can't be sealed at the moment. The answers stay on the device."), 503, "submit_error"
        )


def _told(request: HttpRequest) -> int:
    """How many bytes the device says that it sends."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _body(request: HttpRequest) -> HttpResponse | None:
    """Read a post; an answer when it can't be taken."""
    if _told(request) > POST_AT_MOST:
        return _says(_("This is more than can be sent at once."), 413)
    try:
        if not request.POST.keys() | request.FILES.keys():
            raise BadRequest
        if any(getattr(handler, "seen", 0) > POST_AT_MOST for handler in request.upload_handlers):
            raise RequestDataTooBig
    except RequestDataTooBig:
        return _says(_("This is more than can be sent at once."), 413)
    except (BadRequest, SuspiciousOperation, MultiPartParserError, UnicodeError, OSError, ValueError):
        return _says(_("This is not a submission."), 400)
    return None


# --- forms


def _served(device: Admitted, published: Published) -> bytes:
    """The form as this device gets it. Raises Tampered when somebody swapped the key that it is to encrypt to."""
    xml = said.without_key(published.form.xml)
    if receiving.expects_encryption(device, published):
        assert device.pinned is not None
        xml = said.with_key(xml, phones.public_key(device.pinned))
    return xml.encode()


def _form(device: Admitted, ref: str) -> Published:
    for published in queries.forms_of(device):
        if published.ref == ref:
            return published
    raise Refused("device.form", None)


@for_devices("GET", "HEAD")
def form_list(request: HttpRequest, device: Admitted) -> HttpResponse:
    """The forms of this device. With ?formID= only that one; with ?verbose=true what they are about."""
    wanted = request.GET.get("formID", "")
    forms = []
    for published in queries.forms_of(device):
        if wanted and published.form.id != wanted:
            continue
        url = request.build_absolute_uri(reverse("sync:form", args=[device.id, published.ref]))
        media = request.build_absolute_uri(reverse("sync:manifest", args=[device.id, published.ref]))
        form = published.form
        forms.append(
            said.Listed(
                form.id,
                published.title or form.title,
                form.version,
                said.md5(_served(device, published)),
                url,
                "",
                media if published.media else "",
            )
        )
    return _xml(said.form_list(forms, verbose=request.GET.get("verbose") == "true"))


@for_devices("GET", "HEAD")
def form(request: HttpRequest, device: Admitted, ref: str) -> HttpResponse:
    """A form."""
    try:
        return _xml(_served(device, _form(device, ref)))
    except Refused:
        return _says(_("There is no such form."), 404)


@for_devices("GET", "HEAD")
def manifest(request: HttpRequest, device: Admitted, ref: str) -> HttpResponse:
    """The files that a form needs."""
    try:
        published = _form(device, ref)
    except Refused:
        return _says(_("There is no such form."), 404)
    files = [
        said.Media(
            name,
            said.md5(content),
            request.build_absolute_uri(reverse("sync:media", args=[device.id, number, published.ref])),
        )
        for number, (name, content) in enumerate(sorted(published.media.items()))
    ]
    return _xml(said.manifest(files))


@for_devices("GET", "HEAD")
def media(request: HttpRequest, device: Admitted, ref: str, number: int) -> HttpResponse:
    """One of them; a device that has it already is told so."""
    try:
        files = sorted(_form(device, ref).media.items())
    except Refused:
        files = []
    if number >= len(files):
        return _says(_("There is no such file."), 404)
    content = files[number][1]
    mark = f'"{said.md5(content).removeprefix("md5:")}"'
    if mark in [
        part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")
    ]:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(content, content_type="application/octet-stream")
        response["Content-Disposition"] = "attachment"
    response["ETag"] = mark
    return response


# --- submissions


def _where(request: HttpRequest) -> HttpResponse:
    """Here, and so much at once (in the headers)."""
    response = HttpResponse(status=204)
    response["Location"] = request.build_absolute_uri(request.path)
    return response


@for_devices("HEAD", "POST")
def submission(request: HttpRequest, device: Admitted) -> HttpResponse:
    """HEAD (see `_where`): may one send here? POST: answers, with some or all of their attachments."""
    if not limits.spend(POSTS, "device", device.id.hex):
        return _says(_("Too many at once. What was not sent stays on the device: send it later."), 429)
    try:
        taken = receiving.take(device, _post(request))
    except came.Unreadable:
        return _says(_("This is not a submission."), 400, "submit_error")
    except receiving.Unknown:
        return _says(
            _("Your organisation does not take this form from this device. The answers stay on the device."),
            404,
            "submit_error",
        )
    words = _("Sealed and kept.") if taken.new else _("This was here already.")
    return _says(words, 201, "submit_success")


def _post(request: HttpRequest) -> receiving.Post:
    xml = b""
    files = []
    for name, uploads in request.FILES.lists():
        for upload in uploads:
            content = upload.read()
            if name == XML_PART:
                xml = content
            else:
                # Devices name the part after the file; its own name is what the answers refer to.
                files.append(receiving.Sent(upload.name or name, upload.content_type or "", content))
    if not xml:
        xml = request.POST.get(XML_PART, "").encode()
    incomplete = request.POST.get(MORE, "").strip().lower() in ("yes", "true", "1")
    return receiving.Post(xml, files, incomplete)
