"""What passes over all latent vectors say: histograms, lengths, covariance, distances."""
