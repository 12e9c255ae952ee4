"""OpenRosa's rules without a server."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import zlib
from pathlib import Path
from xml.etree import ElementTree

import pytest
import pyxform
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from acasa.sync.rules import answers, came, proof, said
from acasa.sync.tests import helpers, source
from acasa.sync.tests.helpers import STORY


def test_the_digest_of_the_standard_is_right() -> None:
    """RFC 2617's own example, but for our realm."""
    secret = proof.kept("Mufasa", "Circle Of Life")
    header = (
        'Digest username="Mufasa", realm="Acasa", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html",'
        ' qop=auth, nc=00000001, cnonce="0a4f113b", opaque="5ccc069c403ebaf9f0171e9517f40e41", response="{}"'
    )
    second = hashlib.md5(b"GET:/dir/index.html").hexdigest()
    whole = f"{secret}:dcd98b7102dd2f0e8b11d0f600bfb0c093:00000001:0a4f113b:auth:{second}"
    found = proof.read(header.format(hashlib.md5(whole.encode()).hexdigest()))
    assert isinstance(found, proof.Digest)
    place = {"username": "Mufasa", "secret": secret, "path": "/dir/index.html"}
    assert proof.right(found, method="GET", **place)
    assert not proof.right(found, method="POST", **place)
    assert not proof.right(found, method="GET", **{**place, "path": "/dir/"})
    assert not proof.right(found, method="GET", **{**place, "secret": proof.kept("Mufasa", "circle")})


@given(st.text(max_size=200))
def test_no_header_makes_it_stumble(header: str) -> None:
    for text in (header, f"Digest {header}", f"Basic {header}"):
        proof.read(text)


def test_a_nonce_lasts_a_quarter_of_an_hour_and_is_nobody_elses() -> None:
    value = proof.nonce(1000, lambda moment: f"mark of {moment}")
    assert proof.fresh(value, 1000 + proof.NONCE_SECONDS, lambda moment: f"mark of {moment}")
    assert not proof.fresh(value, 1001 + proof.NONCE_SECONDS, lambda moment: f"mark of {moment}")
    assert not proof.fresh(value, 999, lambda moment: f"mark of {moment}")
    assert not proof.fresh(value, 1000, lambda moment: f"another of {moment}")


@given(st.lists(st.tuples(st.text(min_size=1, max_size=20), st.text(max_size=20)), max_size=4))
def test_every_list_is_xml_with_all_that_devices_insist_on(pairs: list[tuple[str, str]]) -> None:
    forms = [said.Listed(form_id, name, "1", said.md5(b""), "https://x/") for form_id, name in pairs]
    root = ElementTree.fromstring(said.form_list(forms, verbose=True))
    for form in root:
        told = {came.local(one.tag): one.text or "" for one in form}
        assert told["formID"] and told["name"] and told["downloadUrl"]
        assert told["hash"].startswith("md5:") and "manifestUrl" not in told


def test_the_settings_are_what_the_app_reads() -> None:
    text = said.settings_text(
        url="https://x/openrosa/1", username="u", password="p", project="Casa „Luminii”"
    )
    told = json.loads(zlib.decompress(base64.b64decode(text)))
    assert told["general"]["server_url"] == "https://x/openrosa/1"
    assert (told["general"]["username"], told["general"]["password"]) == ("u", "p")
    assert told["project"]["name"] == "Casa „Luminii”" and told["admin"]["change_server"] is False


@pytest.mark.parametrize(
    ("before", "there"),
    [
        ("<h:head><model><instance/></model></h:head>", "<model><submission base64RsaPublicKey="),
        (
            '<model><submission action="http://other/" method="post"/></model>',
            "<submission base64RsaPublicKey=",
        ),
        (
            '<model><submission base64RsaPublicKey="OLD" orx:auto-send="true"></submission></model>',
            "<submission",
        ),
    ],
)
def test_a_form_is_given_the_key_and_no_other_place(before: str, there: str) -> None:
    xml = said.with_key(before, b"key")
    assert there in xml and xml.count("base64RsaPublicKey") == 1 and 'base64RsaPublicKey="a2V5"' in xml
    assert "other" not in xml and "OLD" not in xml
    bare = said.without_key(xml)
    assert "base64RsaPublicKey" not in bare and "action" not in said.without_key(before)


def test_a_real_form_stays_xml_and_says_the_same() -> None:
    form = source.forms()["camp-2"].form
    root = ElementTree.fromstring(said.with_key(form.xml, b"key"))
    submission = [one for one in root.iter() if came.local(one.tag) == "submission"]
    assert [one.get("base64RsaPublicKey") for one in submission] == ["a2V5"]


def test_odks_own_engine_reads_the_form_that_is_served(tmp_path: Path) -> None:
    """The engine of Collect, as pyxform brings it, finds nothing wrong with the form and its key."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    file = tmp_path / "form.xml"
    file.write_text(said.with_key(source.forms()["camp-2"].form.xml, public), "utf-8")
    jar = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
    done = subprocess.run(["java", "-jar", str(jar), str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "Xform is valid" in done.stderr + done.stdout, done.stderr


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"<data", "xml"),
        (b'<!DOCTYPE d [<!ENTITY a "b">]><d id="x"/>', "xml"),
        (b"<data><meta><instanceID>1</instanceID></meta></data>", "form"),
        (b'<data id="x"/>', "instance"),
        (b'<data id="x" encrypted="yes"><meta><instanceID>1</instanceID></meta></data>', "envelope"),
        (b'<d id="x">' + b"<a>" * 70 + b"</a>" * 70 + b"</d>", "xml"),
        (b'<d id="x">' + b" " * came.XML_AT_MOST + b"</d>", "large"),
    ],
)
def test_what_is_no_submission_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(came.Unreadable) as refused:
        came.read(content)
    assert refused.value.args == (why,)


@given(st.binary(max_size=300))
def test_bytes_never_make_it_stumble(content: bytes) -> None:
    for body in (content, b'<data id="a">' + content + b"</data>"):
        try:
            came.read(body)
        except came.Unreadable:
            continue


@given(st.binary(max_size=100))
def test_what_came_is_kept_to_the_byte(content: bytes) -> None:
    assert came.as_bytes(came.as_text(content)) == content or content.startswith(b"base64:")


def test_answers_are_laid_over_the_form() -> None:
    form = source.forms()["camp-2"].form
    read = came.read(helpers.answers(code="CL-1", photo="1732.jpg"))
    assert (read.form_id, read.version, read.instance_id) == ("camp", "2", "uuid:one")
    assert came.case_code(read.root) == "CL-1"
    kept = answers.nested(form, read.root)
    assert kept["kids"] == [{"kid": STORY}, {"kid": "Ion & Ana"}] and kept["mood"] == "bad"
    assert answers.files(form, read.root) == {"/data/photo": "1732.jpg"}
    lines = {line.place: (line.question, line.answer) for line in answers.lines(form, read.root, "ro")}
    assert lines["/data/mood"] == ("Cum se simte?", "Rău")
    assert lines["/data/kids[2]/kid"] == ("Nume", "Ion & Ana")
    assert "/data/start" not in lines
    assert answers.preloaded(form, read.root, "start").startswith("2026-11-26T10:00")


@pytest.mark.parametrize("form_id", ["Ключ", "a" * 250])
def test_a_form_id_may_be_any_text(form_id: str) -> None:
    xml = f'<d id="{form_id}"><meta><instanceID>i</instanceID></meta></d>'.encode()
    assert came.read(xml).form_id == form_id


@pytest.mark.parametrize("name", ["submission", "submission-date", "submission_x"])
def test_a_question_called_submission_is_no_place_for_the_key(name: str) -> None:
    body = f'<instance><data id="f"><{name}/></data></instance><instance id="l"><root/></instance>'
    xml = f'<h:html xmlns="x" xmlns:h="y"><h:head><model>{body}<bind nodeset="/data/{name}"/></model></h:head></h:html>'
    made = said.with_key(xml, b"key")
    assert f'<model><submission base64RsaPublicKey="a2V5"/>{body}' in made
    assert said.without_key(xml) == xml
    # An element of the model's own is found beside it, before the instances and after them.
    own = '<submission action="https://elsewhere/" method="post"/>'
    for there in (xml.replace("<model>", f"<model>{own}"), xml.replace("</model>", f"{own}</model>")):
        assert said.with_key(there, b"key").count('<submission base64RsaPublicKey="a2V5"/>') == 1
        assert "elsewhere" not in said.with_key(there, b"key") + said.without_key(there)
        assert body in said.with_key(there, b"key")


def test_an_envelope_that_names_files_again_and_again_is_refused() -> None:
    def envelope(names: list[str]) -> bytes:
        media = "".join(f"<media><file>{name}</file></media>" for name in names)
        return (
            '<data id="camp" encrypted="yes"><base64EncryptedKey>a</base64EncryptedKey><meta><instanceID>i</instanceID>'
            f"</meta>{media}<encryptedXmlFile>s.enc</encryptedXmlFile>"
            "<base64EncryptedElementSignature>b</base64EncryptedElementSignature></data>"
        ).encode()

    several = [f"{number}.enc" for number in range(came.MEDIA_AT_MOST)]
    read = came.read(envelope(several))
    assert read.encrypted is not None and len(read.encrypted.media) == came.MEDIA_AT_MOST
    for names in (["a.enc", "a.enc"], [*several, "more.enc"]):
        with pytest.raises(came.Unreadable, match="envelope"):
            came.read(envelope(names))


def test_more_values_than_anybody_answers_are_refused() -> None:
    start, end = b'<data id="f"><meta><instanceID>i</instanceID></meta>', b"</data>"
    with pytest.raises(came.Unreadable, match="large"):
        came.read(start + b"<a/>" * came.NODES_AT_MOST + end)
    # What the form has once and a device sent often is kept, and in reasonable time.
    root = came.read(start + b"<mood>1</mood>" * 50_000 + end).root
    assert answers.nested(next(iter(source.forms().values())).form, root)["mood"] == ["1"] * 50_000
