"""What hangs on people in this room, and how it goes from one entry to another (X1)."""

from membership.actions.handing_over import doing, serving
from membership.queries.entries import also

also(
    doing.SIGN_IN,
    serving.POSTS,
    serving.PLACES,
    serving.GROUPS,
    serving.ACCESS,
    doing.OPENINGS,
    doing.TALKS,
    doing.SIGNED,
)
