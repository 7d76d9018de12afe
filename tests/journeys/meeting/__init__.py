"""The acts of a whole meeting of thirty-five schools, in the order in which they are played."""
