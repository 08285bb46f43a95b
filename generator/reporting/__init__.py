"""What reports say, as values without words: from the results of a plan to what a document holds. Pure."""
