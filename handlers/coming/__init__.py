"""What people ask of a salon that is still to come or under way."""
