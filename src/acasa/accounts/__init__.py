"""Signing in and out, the second factor, invitations, first run, and ways back to a lost key."""
