"""pytest's side: options, hooks, one test per case, the run from its begin to its end."""
