"""One model on more and more lanes: `python examples/compare_lanes.py [MODEL]`, a preset's name or a checkpoint's path.

Prints what the cycle model says of each core, and writes the Verilog of the smallest one that is fast enough.
"""

import sys
from argparse import ArgumentParser

import llama2_rtl

LANES = (8, 16, 32, 64)
CLOCK_MHZ = 100
WANTED = 5_000
"""Tokens per second."""


def main(model):
    print(f"{model} at {CLOCK_MHZ} MHz")
    print("lanes  cycles  share of the bound  tokens per second")
    chosen = None
    for lanes in LANES:
        core = llama2_rtl.generate(model, lanes=lanes)
        report = core.report()
        rate = CLOCK_MHZ * 1e6 / report["cycles"]
        print(f"{lanes:5}  {report['cycles']:6,}  {report['share_of_bound']:18.1%}  {rate:17,.0f}")
        if chosen is None and rate >= WANTED:
            chosen = core
    if chosen is None:
        print(f"none of them makes {WANTED:,} tokens per second")
        return
    folder = chosen.write(f"build/examples/{chosen.name}")
    print(f"{chosen.preset.lanes} lanes are the fewest that make {WANTED:,} tokens per second; "
          f"their Verilog is in {folder}")


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("model", nargs="?", default="tales")
    try:
        main(parser.parse_args().model)
    except ValueError as error:
        print(f"compare_lanes: {error}", file=sys.stderr)
        sys.exit(2)
