"""Nothing here needs Django or a database: the rules are plain functions."""

from hypothesis import settings

# How long one case takes says more about the machine than about the rule.
settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
