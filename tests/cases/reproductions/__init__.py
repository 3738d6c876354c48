"""One file for each case; its name is the case's id."""
