"""Random latent vectors from samplers that are known by name, and what is decoded from them."""
