"""Reports on letters in the names of our domains, as others send them."""
