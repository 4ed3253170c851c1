"""The regret study: what lightwork recommends beside the best of the usual choices."""
