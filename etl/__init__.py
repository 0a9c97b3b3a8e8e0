"""The loader: publications in, checked and traceable rows out."""
