"""The bundled facts, one CSV a kind. No fact lives in code; this package holds nothing else."""
