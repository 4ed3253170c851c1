"""A run on a Dask, Ray or MPI cluster: its address, and what it is."""
