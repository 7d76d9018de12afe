"""What is read of meetings, by subject. A query is given what its reader may see, where that matters."""
