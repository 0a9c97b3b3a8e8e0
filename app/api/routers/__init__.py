"""The service by noun: thin modules that parse, ask, and answer."""
