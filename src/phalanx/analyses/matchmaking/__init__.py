"""Questions on matchmaking: who may buy what with whom, under which rule, and why."""
