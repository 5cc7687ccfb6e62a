"""Lab 04: cut texts into tokens, weigh them by language, price them."""
