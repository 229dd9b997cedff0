"""Questions on the web that agreements form: hubs, clusters, layers, overlaps, gaps, evolution and resilience."""
