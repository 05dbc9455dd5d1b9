"""How good decoded images are, beside real images and beside controls that must not pass."""
