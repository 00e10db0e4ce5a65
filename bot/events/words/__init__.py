"""What people write, before any record is looked at: words, numbers, days, hours, names."""
