"""What needs IPython: the extension, the error finder, showing a picture."""
