"""Every image as a latent vector."""
