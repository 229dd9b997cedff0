"""What a value can be: codes, parties, dates to the day, month or year, numbers with units, addresses, cells."""
