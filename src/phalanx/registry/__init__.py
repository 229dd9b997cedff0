"""The registry: sourced facts in an append-only, hash-chained journal, read with two clocks."""
