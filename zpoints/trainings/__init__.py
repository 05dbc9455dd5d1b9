"""How far two trainings of one architecture give different clouds of latent vectors."""
