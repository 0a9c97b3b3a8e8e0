"""The OpenAPI document with recorded responses as examples."""

from functools import cache
from typing import Any

import orjson
from fastapi import FastAPI

from app.settings import ROOT

Document = dict[str, Any]

EXAMPLES = ROOT / "app" / "api" / "examples.json"
"""Responses as recorded by `app.commands.examples`."""

PROBLEM = "application/problem+json"


def install(app: FastAPI) -> None:
    """Add the recorded examples to the OpenAPI document."""
    derived = app.openapi
    app.openapi = cache(lambda: _with_examples(derived(), orjson.loads(EXAMPLES.read_bytes())))  # type: ignore[method-assign]


def _with_examples(api: Document, recorded: Document) -> Document:
    api["components"]["examples"] = recorded["problems"]
    problems = {name: {"$ref": f"#/components/examples/{name}"} for name in recorded["problems"]}
    for operation in operations(api):
        for content in (response.get("content", {}) for response in operation["responses"].values()):
            if PROBLEM in content:
                content[PROBLEM]["examples"] = problems
        if operation["operationId"] in recorded["answers"]:
            answer = operation["responses"]["200"]["content"]["application/json"]
            answer["examples"] = {"real": recorded["answers"][operation["operationId"]]}
    return api


def operations(api: Document) -> list[Document]:
    """List every operation of an OpenAPI document."""
    return [operation for path in api["paths"].values() for operation in path.values()]
