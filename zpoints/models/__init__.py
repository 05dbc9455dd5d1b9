"""Autoencoders: their shape, training and export, models that a user brings, and inference."""
