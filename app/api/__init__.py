"""The REST API under /v1: routers, response schemas, formats, paging."""
