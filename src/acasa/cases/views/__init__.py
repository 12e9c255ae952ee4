"""Pages of cases. Each reads through queries, writes through services, and shapes what it shows here."""
