"""Test a core on a device, from its registers to its tokens, and name the first word that is not as golden has it."""

from pathlib import Path

from rich.console import Console

from llama2_rtl.device.choice import add_core, add_device, attached_core, check_image, choose_core, packed_model
from llama2_rtl.golden.extras import need
from llama2_rtl.golden.marks import report_mark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import write_report
from llama2_rtl.progress import Progress
from llama2_rtl.self_test.run import self_test
from llama2_rtl.self_test.vectors import COMMAND, golden_vectors, payload_crcs, probing_tokens, vectors_report
from llama2_rtl.shown import shown


def add_arguments(parser):
    add_device(parser, required=False)
    add_core(parser)
    parser.add_argument("--out", metavar="FILE", type=Path,
                        help="write golden's vectors, which --vectors takes on a host without the model, and test "
                             "nothing")


def run(arguments):
    if bool(arguments.out) == bool(arguments.device):
        raise ValueError("give the device with DEVICE=, or with OUT= a file for the vectors of a host without it")
    choice = choose_core(arguments)
    if not choice.vectors:
        need("golden")
    probing_tokens(choice.geometry)  # before the work of packing: the context may have no room for them
    if arguments.out:
        if choice.vectors:
            raise ValueError("VECTORS= is what OUT= writes; give the model")
        check_output(arguments.out, report_mark(COMMAND), [choice.checkpoint, arguments.image])
    console = Console(highlight=False)
    with Progress(console) as progress, packed_model(choice, arguments.image, progress) as image:
        check_image(image, choice)
        vectors = choice.vectors or computed(choice, image, progress)
        if arguments.out:
            write_report(arguments.out, COMMAND, vectors_report(vectors))
        else:
            with attached_core(arguments.device, choice.geometry, progress) as attached:
                for name, seen in self_test(attached, image, vectors, lambda name: progress.step(f"testing: {name}"),
                                            lambda done, of: progress.detail(f"{done:,} of {of:,}")):
                    progress.write(f"{name:10} {seen}\n")
    console.print(f"written to {shown(arguments.out)}" if arguments.out else "all is as it should be")
    return 0


def computed(choice, image, progress):
    """Golden's Vectors of the model of a CoreChoice and its packed model."""
    from llama2_rtl.golden.checkpoint import read_checkpoint
    from llama2_rtl.golden.quantize import quantize_model
    progress.step("the golden model's keys, values and tokens")
    model = quantize_model(read_checkpoint(choice.checkpoint), choice.geometry.numerics)
    return golden_vectors(model, choice.geometry, payload_crcs(image, choice.geometry.ports))
