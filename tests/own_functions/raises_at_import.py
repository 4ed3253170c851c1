raise RuntimeError("ran at import")
