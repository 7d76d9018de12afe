"""The constitution's pages: the handbook, its editions, and adopting a new one."""
