"""Facts of the trafficking, in the terms of HTCDS, and the way home: return and what follows it."""
