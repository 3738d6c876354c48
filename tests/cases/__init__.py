"""Real shape errors, reproduced small, to score whatever explains them."""
