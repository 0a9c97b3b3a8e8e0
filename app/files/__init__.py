"""Files that open elsewhere: one writer per format, and a party's figures in them. Frames and rows in, files out."""
