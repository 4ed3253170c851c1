"""Files that want to do harm, made when a test asks: none of them is small enough to keep."""
