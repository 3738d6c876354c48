"""What is known of a program: its layers, its model, its data."""
