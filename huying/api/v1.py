"""The API of version 1: its description (OpenAPI 3.1) stands at openapi.json."""

from __future__ import annotations

from ninja import NinjaAPI

from huying.api import catalogue, problems, requests

ABOUT = """一座城市的 12345 热线：提交诉求、查询进度、读取事项目录。错误一律为 application/problem+json，中英文并列。

A city's 12345 hotline: file requests, ask where they stand, read the catalogue. Every refusal is
application/problem+json (RFC 9457) in both languages; `code` is stable, for programs. Instants are UTC."""

api = NinjaAPI(title="呼应 Huying", version="1.0.0", description=ABOUT, urls_namespace="api-v1", docs_url=None,
               openapi_url="/openapi.json")
problems.install(api)
api.add_router("", requests.router)
api.add_router("", catalogue.router)
