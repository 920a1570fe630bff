"""Measurements: each module is a script that prints ratios against a peer of the same run (`make bench`)."""
