"""What a country's mechanism says: words, pathways and catalogues, as checked data."""
