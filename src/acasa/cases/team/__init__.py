"""The people around a case: its team, conferences, tasks, approvals, supervision."""
