"""Maps: frames in, the text of self-contained HTML pages out. No database, no clock, no environment, no network."""
