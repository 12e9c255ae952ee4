"""Code lists as data: each list is a file in `library/`, read once, with its source, licence and certainty.

Pure: nothing here knows Django or the database.
"""

from acasa.vocabularies.loader import (
    Code,
    LibraryError,
    Vocabulary,
    library_root,
    load,
    names,
    read_yaml,
)
from acasa.vocabularies.text import fold, folded

__all__ = [
    "Code",
    "LibraryError",
    "Vocabulary",
    "fold",
    "folded",
    "library_root",
    "load",
    "names",
    "read_yaml",
]
