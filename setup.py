"""The folders of the checkout become packages of `llama2_rtl`: `golden/` is installed as `llama2_rtl.golden`."""

from tempfile import TemporaryDirectory

from setuptools import find_packages, setup

FOLDERS = ("checkpoints", "code_coverage", "converters", "golden", "mutation", "proofs", "simulation", "synthesis")

with TemporaryDirectory() as build:  # not build/, where an earlier version's modules would be taken for this one's
    setup(packages=[*find_packages(include=["llama2_rtl*"]),
                    *(f"llama2_rtl.{package}" for folder in FOLDERS
                      for package in find_packages(include=[f"{folder}*"]))],
          package_dir={f"llama2_rtl.{folder}": folder for folder in FOLDERS},
          options={"build": {"build_base": build}})
