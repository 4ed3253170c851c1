"""What this host and this Python are, what room they have, and what else the host does."""
