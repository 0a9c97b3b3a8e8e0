"""The service, in ten rooms; docs/decisions.md says which may import which."""
