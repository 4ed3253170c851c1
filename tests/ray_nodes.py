"""A Ray cluster on the loopback address: a head without CPUs and two nodes of one CPU each.

``python ray_nodes.py PORT FOLDER`` prints the pids of the nodes' raylets and ends with its input.
"""

import os
import sys


def main(port: int) -> None:
    """Start, tell, wait, end."""
    from ray.cluster_utils import Cluster  # here: it reads the environment when it is loaded

    cluster = Cluster(
        initialize_head=True,
        head_node_args={
            "num_cpus": 0,
            "ray_client_server_port": port,
            "include_dashboard": False,
        },
    )
    try:
        nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
        cluster.wait_for_nodes()
        pids = [node.all_processes["raylet"][0].process.pid for node in nodes]
        print(*pids, flush=True)  # noqa: T201 - this is how it answers
        sys.stdin.read()
    finally:
        cluster.shutdown()


if __name__ == "__main__":
    os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # the loopback address only
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_AUTH_MODE", "disabled")
    # Not /tmp/ray, which may be somebody's.
    os.environ["RAY_TMPDIR"] = sys.argv[2]
    os.makedirs(os.path.join(sys.argv[2], "ray"), exist_ok=True)  # noqa: PTH103, PTH118 - a script
    main(int(sys.argv[1]))
