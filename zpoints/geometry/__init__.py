"""Shape of the cloud of latent vectors: principal components, origin, neighbours, normality."""
