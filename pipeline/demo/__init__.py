"""The demonstration: feeds and pages of six invented papers, served on loopback and read as any others.

``site/`` holds what is served: real deals of 2019 to 2025, told in words written for this purpose.
"""

from pipeline.demo.run import DATABASE, run_demo

__all__ = ["DATABASE", "run_demo"]
