"""How the components of the latent vectors correlate."""
