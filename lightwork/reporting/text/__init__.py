"""How figures and names are written, and the types of what is printed."""
