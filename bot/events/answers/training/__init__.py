"""The training and its chapters."""
