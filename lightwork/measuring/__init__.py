"""WHAT IS MEASURED: from what was typed to the saved file. Rooms in the order of
tests/test_architecture.py.
"""
