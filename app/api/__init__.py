"""The REST API under /v1: routers, the shapes they answer with, the forms those go out in."""
