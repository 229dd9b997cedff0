"""Questions on moving forces: how fast they arrive, what holds them back, and what would help."""
