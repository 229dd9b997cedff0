"""How facts come in: data sets that others publish, documents, candidates and their review."""
