"""Pages of devices, and what devices themselves ask."""
