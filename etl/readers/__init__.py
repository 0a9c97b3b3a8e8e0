"""One module per layout, from a file to tidy frames."""
