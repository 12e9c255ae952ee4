"""``acasa demo``: a fictional organisation with its people and its cases, to try everything on."""
