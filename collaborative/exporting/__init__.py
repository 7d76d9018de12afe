"""Everything that is kept, to take away (X6): what a person's own rows are, and a whole group with its documents.

It stands in this room because it reads every other, through the same doors as the pages.
"""
