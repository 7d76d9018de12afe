"""Reads with a name. Each takes the collaborative and the day, inside that collaborative's scope."""
