"""What Keras will do with a program: where a shape goes, and where it cannot go on."""
