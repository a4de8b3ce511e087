"""The front door: configuration, wiring, lifecycle, commands and logs."""
