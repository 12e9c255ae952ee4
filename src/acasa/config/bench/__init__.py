"""``acasa bench``: what Acasa promises in figures, measured on the machine at hand."""
