"""The atlas: a page in which a reader walks through the latent space, with a live decoder."""
