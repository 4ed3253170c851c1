"""The pages in a browser. A package, so that its fixtures end with it (`conftest.py`)."""
