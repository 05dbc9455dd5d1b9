"""Which statements hold for the data at hand: each statement beside its rule."""
