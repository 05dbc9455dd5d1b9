"""Zarr stores that are whole or absent, each described by a manifest beside it."""
