"""Questions on the agreements themselves: growth, portfolios, clauses, and what others published about them."""
