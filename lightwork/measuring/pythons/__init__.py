"""ONE PLAN UNDER SEVERAL PYTHONS, one after the other: ``lightwork interpreters``.

Each has a virtual environment of its own with what measuring needs and no more; the page over all
runs is drawn by the Python that was started. docs/interpreters.md.
"""
