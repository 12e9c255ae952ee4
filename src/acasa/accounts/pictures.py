"""QR codes as pictures that a page may hold."""

from __future__ import annotations

import io

import segno


def qr_data_uri(text: str) -> str:
    """An SVG as data: address, dark on white whatever the theme."""
    return str(
        segno.make(text, error="m", micro=False).svg_data_uri(scale=5, border=4, light="#fff", dark="#000")
    )


def qr_svg(text: str) -> bytes:
    """An SVG file for paper."""
    sink = io.BytesIO()
    segno.make(text, error="m", micro=False).save(sink, kind="svg", scale=5, border=4, light="#fff")
    return sink.getvalue()
