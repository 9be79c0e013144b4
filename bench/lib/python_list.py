"""What a program of the platform's Python SDK does to list all sessions: page after page, then one JSON document.

`backend.ai session list` itself shows one page.

usage: python python_list.py, with BACKEND_* in the environment
"""

import json
import sys

from ai.backend.client.session import Session

PAGE = 100
items = []
with Session() as session:
    while True:
        page = session.ComputeSession.paginated_list(
            status="RUNNING,PENDING,TERMINATED,CANCELLED,ERROR",
            page_offset=len(items),
            page_size=PAGE,
        )
        items += page.items
        if not page.items or len(items) >= page.total_count:
            break
json.dump(items, sys.stdout, default=str)
