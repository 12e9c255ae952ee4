"""Her way through law: hearings, orders, status, non-punishment, compensation."""
