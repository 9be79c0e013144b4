"""What a program of the platform's Python SDK does to make many sessions: one after the other, in one client session.

usage: python python_create.py IMAGE COUNT CPUS, with BACKEND_* in the environment
"""

import sys
import time

from ai.backend.client.session import Session

image, count, cpus = sys.argv[1], int(sys.argv[2]), sys.argv[3]
run = f"{time.time_ns():x}"
with Session() as session:
    for i in range(count):
        session.ComputeSession.get_or_create(
            image,
            name=f"sdk-{run}-{i}",
            enqueue_only=True,
            no_reuse=True,
            resources={"cpu": cpus, "mem": "1g"},
            domain_name="default",
            group_name="default",
            scaling_group="default",
        )
