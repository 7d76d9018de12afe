"""What is asked of people about meetings, by subject."""
