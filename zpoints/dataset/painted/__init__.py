"""Painted faces: a seeded, endless table of factors, and a painter that turns rows into images."""
