"""Payloads, the channels that carry them, and who sends them back."""
