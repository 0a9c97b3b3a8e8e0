"""OGC API for GIS clients: Features (parts 1 to 3) and Tiles."""
