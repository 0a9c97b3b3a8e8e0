"""Commands: one Typer application, which `./run` calls."""
