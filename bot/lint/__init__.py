"""What is wrong or doubtful in the knowledge folders, each finding with its remedy."""
