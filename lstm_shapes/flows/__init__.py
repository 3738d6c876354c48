"""What each layer receives and gives, as rows and as a picture."""
