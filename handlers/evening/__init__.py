"""What goes on at a salon: checking in, draws, debates, the list of who came."""
