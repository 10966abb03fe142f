"""Capture: everything that touches the network, the raw archive and the run records."""
