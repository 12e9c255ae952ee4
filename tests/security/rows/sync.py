"""Rows of the access matrix of devices, what they need in the world, and what is looked for in a dump."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from acasa.config.bench.phone import Network, Phone
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.questionnaires import services as questionnaires
from acasa.sync import queries
from acasa.sync.services import deciding, letting_in, receiving
from tests import planted
from tests.security.rows.base import ALL, KEEPERS, NORTH, ROLES, SIGNED_IN, Row

DEVICE = {"device_id": "device"}
ONE = {"submission_id": "submission"}
ASIDE = {"submission_id": "aside"}
INBOX = "/devices/inbox/"
# An answer by a picture, and the case's code.
FORM = """
| survey | | | |
| | type | name | label |
| | text | case_code | Number of the case |
| | text | words | What she says |
| | image | picture | Picture |
| settings | | | |
| | form_id | version | form_title |
| | {form_id} | 1 | From a device |
"""


def asked(name: str, **more: Any) -> Row:
    """An address for devices: whoever comes without a device's proof is asked for it."""
    return Row(name, {**DEVICE, **more}, get=ALL, page=401, public=True, while_locked=True, only_get=True)


ROWS: tuple[Row, ...] = (
    asked("sync:form_list"),
    asked("sync:form", ref="=form:none"),
    asked("sync:manifest", ref="=form:none"),
    asked("sync:media", ref="=form:none", number="=0"),
    Row(
        "sync:submission",
        DEVICE,
        post=ALL,
        done=401,
        public=True,
        while_locked=True,
        only_post=True,
        but={("HEAD", role): 401 for role in ROLES},
    ),
    # --- one's own devices; Boris's tablet also by those who look after the keys
    Row("sync:devices", get=SIGNED_IN, only_get=True),
    Row(
        "sync:let_in",
        get=SIGNED_IN,
        post=SIGNED_IN,
        done="page",
        data=lambda w: {"name": "Tablet", "team": str(w.cast.north.id)},
        but={("POST", "sofia"): 422, ("POST", "olga"): 422},
    ),
    Row(
        "sync:end_device",
        DEVICE,
        post=frozenset({"boris"}) | KEEPERS - {"olga"},
        done="/account/devices/",
        only_post=True,
    ),
    # --- what came: whoever holds the compartment in the team
    Row("sync:inbox", get=SIGNED_IN, only_get=True),
    Row("sync:discarded", get=SIGNED_IN, only_get=True),
    Row("sync:one", ONE, get=NORTH, post=NORTH, done="page", data=lambda w: {"q": "Natalia"}),
    Row(
        "sync:keep",
        ONE,
        post=NORTH,
        only_post=True,
        data=lambda w: {"version": "1", "case": str(w.case), "respondent": "self"},
    ),
    Row(
        "sync:discard",
        ONE,
        post=NORTH,
        done=INBOX,
        only_post=True,
        data=lambda w: {"version": "1", "reason": "A trial"},
    ),
    Row("sync:take_back", ASIDE, post=NORTH, done=INBOX + "{aside}/", only_post=True),
    Row("sync:forget", ASIDE, post=NORTH, done=INBOX + "discarded/", only_post=True),
    Row("sync:file", {**ONE, "version": "=1", "number": "=0"}, get=NORTH, only_get=True),
)


def _answers(form_id: str, instance: str, words: str) -> bytes:
    return (
        f'<data id="{form_id}" version="1"><words>{words}</words><picture>1.jpg</picture>'
        f"<meta><instanceID>{instance}</instanceID></meta></data>"
    ).encode()


def prepare(world: Any) -> None:
    """Boris's tablet, which sent two filled-in questionnaires; he discarded one of them."""
    cast = world.cast
    with scoped(cast.org_id):
        alina, boris = cast.alina.actor(), cast.boris.actor()
        content = FORM.format(form_id="of_devices").encode()
        settings = questionnaires.Settings(people.CASEWORK, on_devices=True)
        version = questionnaires.add(alina, content=content, filename="form.md", settings=settings)
        questionnaires.publish(alina, version)
        world.device = letting_in.let_in(boris, team_id=cast.north.id, name="Tablet", seals=False).id
        device = device_of(world.device)
        sent = []
        for name in ("uuid:one", "uuid:two"):
            xml = _answers("of_devices", name, planted.DEVICE_ANSWER)
            picture = receiving.Sent("1.jpg", "image/jpeg", planted.DEVICE_PICTURE.encode())
            sent.append(receiving.take(device, receiving.Post(xml, [picture])).submission_id)
        world.submission, world.aside = sent
        deciding.discard(boris, world.aside, version=1, reason=planted.DEVICE_REASON)


def device_of(device_id: UUID) -> queries.Admitted:
    """A device as if it had proved itself."""
    claimed = queries.claimed(device_id)
    assert claimed is not None
    found = queries.admitted(claimed)
    assert found is not None
    return found


def plant(boris: Any, alina: Any, case: str) -> None:
    """A questionnaire, a telephone that sends two sets of answers with a picture, one of them discarded."""
    page = alina.submit(
        alina.get("/questionnaires/add/"),
        {"compartment": "casework"},
        files={"file": ("form.md", FORM.format(form_id="planted").encode())},
    )
    publish = re.search(r"/questionnaires/version/[0-9a-f-]{36}/publish/", page.text)
    assert publish, page.text
    alina.submit(page, {}, action=publish[0])
    shown = boris.submit(boris.get("/account/devices/let-in/"), {"name": "Tablet"})
    url, username, password = shown.read.codes[-3:]
    network = Network(boris.port)
    phone = Phone(network, url[url.index("/openrosa/") :], username, password)
    picture = ("1.jpg", "image/jpeg", planted.DEVICE_PICTURE.encode() * 40)
    for name in ("uuid:one", "uuid:two"):
        sent = phone.submit(_answers("planted", name, planted.DEVICE_ANSWER), [picture])
        assert [one.status for one in sent] == [201], sent
    network.close()
    one = re.search(rf"{INBOX}[0-9a-f-]{{36}}/", boris.get(INBOX).text)
    assert one
    done = boris.submit(boris.get(one[0]), {"reason": planted.DEVICE_REASON}, action=f"{one[0]}discard/")
    assert done.url == INBOX, (done.url, done.errors)


def read(alina: Any, case: str) -> str:
    """What the pages show of it."""
    text = ""
    for page in (INBOX, f"{INBOX}discarded/"):
        one = re.search(rf"{INBOX}[0-9a-f-]{{36}}/", alina.get(page).text)
        assert one, page
        text += str(alina.get(one[0]).text)
        picture = re.search(rf"{one[0]}1/\d/", text)
        assert picture
        text += str(alina.get(picture[0]).text)
    return text
