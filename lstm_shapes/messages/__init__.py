"""The texts of errors: what they say, and what was at hand when they were raised."""
