"""Reads with a name. Each takes the collaborative and the day asked about, inside that collaborative's scope."""
