"""A party's figures as files that open elsewhere: workbooks, layers for GIS clients. Frames in, files out."""
