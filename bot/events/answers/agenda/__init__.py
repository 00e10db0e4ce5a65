"""A salon's day by the model of its agenda."""
