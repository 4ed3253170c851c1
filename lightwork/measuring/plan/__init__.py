"""Which cases are measured, in which sizes and numbers, and how long that will take."""
