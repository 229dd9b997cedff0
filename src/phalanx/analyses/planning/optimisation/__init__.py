"""Who buys what and when at the least loss, proven: the case, its program, its bound, its plan, and the plan's checker."""
