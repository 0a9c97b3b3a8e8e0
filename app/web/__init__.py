"""Pages for people without a shell: where to begin, the reference, and the maps as the service draws them."""
