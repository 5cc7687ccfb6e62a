"""Lab 07: plant sentences that exist nowhere else, then measure what a model kept of them."""
