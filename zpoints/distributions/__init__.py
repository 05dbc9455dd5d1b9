"""How component values and vector lengths are distributed, beside those of uniform vectors."""
