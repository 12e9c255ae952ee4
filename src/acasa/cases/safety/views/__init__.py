"""Pages of risk and safety."""
