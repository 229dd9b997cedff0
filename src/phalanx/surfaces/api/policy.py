"""Policy: what browsers are told about every answer – what it may load, who may read it, how long it may be kept."""

from __future__ import annotations

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; sandbox"
"""A drawing carries its styles and fonts inside, and runs nothing."""
REVALIDATE = "no-cache"
UNKEPT = {"cache-control": "no-store"}
FOR_EVER = "public, max-age=31536000, immutable"

USUAL: tuple[tuple[bytes, bytes], ...] = (
    (b"cache-control", REVALIDATE.encode()),
    (b"content-security-policy", PAGE_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Content-Disposition"),
)
