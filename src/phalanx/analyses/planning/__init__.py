"""Questions on planning: targets, money and industry as one plan for two masters."""
