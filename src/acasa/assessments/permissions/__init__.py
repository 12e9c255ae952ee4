"""Which instruments may be used here: the library's licences, and what owners permitted to this organisation."""
