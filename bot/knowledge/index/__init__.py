"""The index: in memory, and on disk as a cache."""
