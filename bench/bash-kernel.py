"""Prints the milliseconds of each of N runs of `true` in bash_kernel under Jupyter. Usage: bash-kernel.py N"""
import json
import os
import sys
import tempfile
import time

import bash_kernel  # noqa: F401  Says that it is missing before anything is started.
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

with tempfile.TemporaryDirectory() as folder:
    spec = os.path.join(folder, "bash")
    os.mkdir(spec)
    argv = [sys.executable, "-m", "bash_kernel", "-f", "{connection_file}"]
    with open(os.path.join(spec, "kernel.json"), "w") as file:
        json.dump({"argv": argv, "display_name": "bash", "language": "bash"}, file)
    manager = KernelManager(kernel_name="bash", kernel_spec_manager=KernelSpecManager(kernel_dirs=[folder]))
    manager.start_kernel()
    try:
        client = manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=30)
        for _ in range(int(sys.argv[1])):
            started = time.perf_counter()
            client.execute_interactive("true", timeout=30)
            print((time.perf_counter() - started) * 1000)
    finally:
        manager.shutdown_kernel(now=True)
