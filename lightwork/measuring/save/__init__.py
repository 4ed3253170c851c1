"""What is kept: the journal, the saved file, and what a continued run takes of a broken one."""
