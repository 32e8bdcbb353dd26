"""Fuzzing: what is tried with bytes, and what makes them."""
