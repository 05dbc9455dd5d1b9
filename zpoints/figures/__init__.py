"""What all figures share: their style, and sheets of images."""
