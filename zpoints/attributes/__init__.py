"""Which components and principal directions follow which attribute of the images."""
