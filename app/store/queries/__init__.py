"""Every SELECT, one module per resource."""
