"""The parts that start late: each module is imported by a thread once the relay answers, and has a `start`."""
