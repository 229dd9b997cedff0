"""Questions on the facts as facts: how good they are, and what is new among them."""
