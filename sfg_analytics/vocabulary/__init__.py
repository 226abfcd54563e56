"""What the words mean, each spelt once, with its source."""
