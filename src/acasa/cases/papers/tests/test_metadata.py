"""What nobody sees on a photograph is gone; what one sees stays."""

from __future__ import annotations

import json

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from acasa.cases.papers import metadata
from acasa.cases.papers.tests.build import CAMERA, PLACE, bare_jpeg, exif, telling_jpeg, telling_png


def is_drawn(content: bytes, form: str) -> bool:
    """Whether a program that draws pictures takes it."""
    page = "#set page(width: 2cm, height: 2cm)\n"
    source = page + f'#image(bytes(json(bytes(sys.inputs.d))), format: "{form}")'
    made = typst.compile(source.encode(), sys_inputs={"d": json.dumps(list(content))}, format="png")
    return isinstance(made, bytes) and made[:4] == b"\x89PNG"


def test_a_telephones_photograph_tells_no_place_and_no_camera() -> None:
    before = telling_jpeg()
    assert PLACE in before and CAMERA in before
    after = metadata.stripped(before)
    for secret in (
        PLACE,
        CAMERA,
        CAMERA[:6],
        b"JFXX",
        b"ICC_PROFILE",
        b"xmpmeta",
        b"Photoshop",
        b"ftyp",
        b"taken at",
    ):
        assert secret not in after
    assert after.endswith(b"\xff\xd9")
    # Which side is up is all that Exif still says.
    assert metadata.orientation_of(after[after.index(b"Exif\0\0") + 6 :]) == 6
    assert is_drawn(before, "jpg") and is_drawn(after, "jpg")


def test_an_upright_photograph_keeps_no_exif_at_all() -> None:
    after = metadata.stripped(telling_jpeg(1))
    assert b"Exif" not in after
    assert metadata.stripped(after) == after
    assert after.replace(b"\xff\xe0\x00\x10JFIF\0\x01\x02\0\0\x01\0\x01\0\0", b"") == bare_jpeg()


def test_a_png_keeps_what_draws_it() -> None:
    before = telling_png()
    assert PLACE in before and CAMERA in before
    after = metadata.stripped(before)
    for secret in (PLACE, CAMERA, b"tEXt", b"iTXt", b"tIME", b"iCCP", b"gAMA"):
        assert secret not in after
    assert metadata.orientation_of(after[after.index(b"eXIf") + 4 :]) == 3
    assert is_drawn(after, "png") and b"eXIf" not in metadata.stripped(telling_png(1))


def test_colours_of_print_houses_stay_right() -> None:
    """Adobe's segment says how colours are mixed: its last byte stays, and nothing else of it."""
    adobe = b"\xff\xee\x00\x0eAdobe" + b"Zk" * 3 + b"\x02"
    picture = bare_jpeg()
    after = metadata.stripped(picture[:2] + adobe + picture[2:])
    assert b"\xff\xee\x00\x0eAdobe\0\x64\0\0\0\0\x02" in after and b"Zk" not in after


def test_scans_and_restarts_inside_the_picture_stay() -> None:
    """Stuffed bytes and restart markers are part of the drawing; a comment between two scans is not."""
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0\x56\xff\xff\x00"
    comment = b"\xff\xfe\x00\x08secret"
    picture = bare_jpeg()[:-13] + scan + comment + scan + b"\xff\xd9tail"
    after = metadata.stripped(picture)
    assert after.count(b"\x12\xff\x00\x34\xff\xd0\x56") == 2
    assert b"secret" not in after and not after.endswith(b"tail")


@pytest.mark.parametrize("keep", [3, 20, 60, -3, -2, -1])
def test_a_cut_photograph_is_called_damaged(keep: int) -> None:
    with pytest.raises(metadata.Damaged):
        metadata.strip_jpeg(bare_jpeg()[:keep])


def test_a_cut_png_is_called_damaged() -> None:
    for keep in (0, 9, 30, 60, len(telling_png()) - len(PLACE + CAMERA) - 1):
        with pytest.raises(metadata.Damaged):
            metadata.strip_png(telling_png()[:keep])


def test_other_files_stay_as_they_are_and_are_known_by_their_bytes() -> None:
    for content, kind in (
        (b"%PDF-1.7 x", metadata.PDF),
        (b"\0\0\0\x18ftypheic\0\0", metadata.HEIC),
        (b"GIF89a", ""),
        (b"", ""),
        (b"words", ""),
    ):
        assert metadata.kind_of(content) == kind
        assert metadata.stripped(content) == content
    assert metadata.tells_more(b"%PDF-1.4 ... Exif\0\0 ...") and not metadata.tells_more(b"%PDF-1.4")


def mended(content: bytes, strip: object) -> bytes | None:
    try:
        return strip(content)  # type: ignore[operator,no-any-return]
    except metadata.Damaged:
        return None


@given(st.binary(max_size=400))
def test_any_bytes_are_stripped_or_called_damaged(content: bytes) -> None:
    for start, strip in ((b"\xff\xd8", metadata.strip_jpeg), (b"\x89PNG\r\n\x1a\n", metadata.strip_png)):
        for candidate in (content, start + content):
            after = mended(candidate, strip)
            if after is not None:
                assert strip(after) == after
    assert 1 <= metadata.orientation_of(content) <= 8


@given(st.data())
def test_a_photograph_with_changed_bytes_never_keeps_the_place(data: st.DataObject) -> None:
    """Whatever a byte is changed into, position and camera do not come through as they stood in their segments."""
    whole = data.draw(st.sampled_from([telling_jpeg(), telling_png()]))
    strip = metadata.strip_jpeg if whole[:2] == b"\xff\xd8" else metadata.strip_png
    at = data.draw(st.integers(0, len(whole) - 1))
    after = mended(whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :], strip)
    if after is not None:
        assert strip(after) == after
        assert after[:2] == whole[:2] and after[-2:] in (b"\xff\xd9", b"\x60\x82")


@given(
    st.lists(
        st.tuples(st.sampled_from([0xE1, 0xE2, 0xE5, 0xEC, 0xED, 0xEF, 0xFE, 0xF3]), st.binary(max_size=80)),
        max_size=8,
    )
)
def test_segments_that_draw_nothing_go_wherever_they_stand(segments: list[tuple[int, bytes]]) -> None:
    picture = bare_jpeg()
    hidden = b"".join(
        b"\xff" + bytes([marker]) + (len(body) + 11).to_bytes(2, "big") + b"position:" + body
        for marker, body in segments
    )
    assert metadata.stripped(picture[:2] + hidden + picture[2:]) == picture
    before_scan = picture.index(b"\xff\xda")
    assert metadata.stripped(picture[:before_scan] + hidden + picture[before_scan:]) == picture


@given(st.integers(1, 8))
def test_orientation_is_read_in_both_byte_orders(side: int) -> None:
    assert metadata.orientation_of(exif(side)) == side
    little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0" + bytes([side]) + b"\0\0\0\0\0\0\0"
    assert metadata.orientation_of(little) == side
