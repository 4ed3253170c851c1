"""One case: audited, traced, its rounds timed and verified."""
