"""What is done with the numbers of salons: counted, ranked, compared."""
