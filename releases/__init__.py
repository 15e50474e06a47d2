"""`make releases`: hold the findings against real releases that are imported and compared."""
