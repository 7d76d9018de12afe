"""The pages of meetings, by subject."""
