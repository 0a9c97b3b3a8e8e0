"""Security headers."""

import base64
import hashlib
import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOTHING = b"default-src 'none'; frame-ancestors 'none'"
PAGE = (
    b"default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    b"base-uri 'none'; frame-ancestors 'none'"
)
"""Our pages have style sheets, images and letters of their own and no script; those that have scripts name them."""

ALWAYS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
ON_PAGES = [
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
BY_HTTPS = (b"strict-transport-security", b"max-age=31536000")


def secure_responses(app: ASGIApp) -> ASGIApp:
    """Add security headers to every response."""

    async def secured(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                _secure(message, scope["scheme"])
            await send(message)

        return await app(scope, receive, send_secured)

    return secured


def page_policy(html: str) -> str:
    """Write the Content-Security-Policy of a page: it may run the scripts that are written in it, and no other."""
    scripts = re.findall(r"<script(?![^>]*application/json)[^>]*>(.*?)</script>", html, flags=re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = " ".join(f"'sha256-{each}'" for each in hashes) or "'none'"
    return f"script-src {allowed}; {PAGE.decode()}"


def _secure(message: Message, scheme: str) -> None:
    headers: list[tuple[bytes, bytes]] = message["headers"]
    told = dict(headers)
    is_page = told.get(b"content-type", b"").startswith(b"text/html")
    # the headers of a 304 replace those of the page that the browser kept
    if b"content-security-policy" not in told and message["status"] != 304:
        headers.append((b"content-security-policy", PAGE if is_page else NOTHING))
    headers += ALWAYS
    if is_page:
        headers += ON_PAGES
    if scheme == "https":
        headers.append(BY_HTTPS)
