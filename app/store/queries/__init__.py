"""Every SELECT, one module per noun."""
