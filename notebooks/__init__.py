"""The notebooks, and how they are run and rendered."""
