"""Which way to run Python work side by side: measured on this host, with certainty, as advice.

Importing it loads nothing else of ours: every spawned worker does so.
"""

__version__ = "0.2.0"
