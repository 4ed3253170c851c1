"""WHAT IS MEASURED: the families (``test_*.py``) and the measuring itself."""
