"""What is wrong, one file for each stage."""
