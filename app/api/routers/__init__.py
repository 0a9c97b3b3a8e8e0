"""Routers, one module per resource: parse, query, respond."""
