"""What both sides share: names of the saved record, intervals, checksums, lines of a journal."""
