"""A party's files: read from the database at one moment, written into a folder."""
