"""The page that lets devices in, written once at the start in three languages: ``python -m acasa.config.office.pages``.

It is written by a process that leaves again, so that what answers on the plain port holds no secret, no database
and no Django. The fingerprint is not on it: whoever could change the page on its way could change that as well.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

from acasa.config import runtime
from acasa.config.office import certificates

CERTIFICATE = "acasa-office.crt"
CERTIFICATE_PEM = "acasa-office.pem"


def write(folder: Path) -> None:
    """Write pages, certificate and what the small server must know. Django must be set up."""
    from django.conf import settings
    from django.template.loader import render_to_string
    from django.utils import translation

    trusted = certificates.trusted(Path(settings.DATA_DIR))
    assert trusted is not None
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            context = {
                "language": code,
                "languages": settings.LANGUAGES,
                "urls": settings.ACASA_OFFICE,
                "name": trusted.subject.rfc4514_string().removeprefix("CN="),
                "certificate": CERTIFICATE,
                "certificate_pem": CERTIFICATE_PEM,
            }
            page = render_to_string("office/welcome.html", context)
        (folder / f"{code}.html").write_text(page, encoding="utf-8")
    shutil.copyfile(Path(__file__).with_name("static") / "office" / "welcome.css", folder / "style.css")
    (folder / CERTIFICATE).write_bytes(certificates.der(trusted))
    (folder / CERTIFICATE_PEM).write_bytes(certificates.pem(trusted))
    about = {
        "home": settings.ACASA_OFFICE[0],
        "port": urlsplit(settings.ACASA_OFFICE[0]).port,
        "hosts": settings.ALLOWED_HOSTS,
        "languages": [code for code, _name in settings.LANGUAGES],
    }
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")


if __name__ == "__main__":
    runtime.set_up_django()
    write(Path(sys.argv[1]))
