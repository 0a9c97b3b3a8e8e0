"""Pages for people without a shell: landing page, API reference, maps rendered on request."""
