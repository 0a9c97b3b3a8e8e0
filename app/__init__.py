"""The service: tables, queries, analysis, routers and maps."""
