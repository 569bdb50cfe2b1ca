"""The options of the commands that use a device: which device, which core on it, which packed model."""

import tempfile
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.geometry import Geometry
from llama2_rtl.converters.presets import choose_preset
from llama2_rtl.device.device import Attached, driver_module
from llama2_rtl.device.mapped import SUFFIX, mapped_device, read_device_file
from llama2_rtl.filters import add_list
from llama2_rtl.golden.extras import need
from llama2_rtl.golden.tokenizer import read_tokenizer
from llama2_rtl.named_models import MODEL_HELP
from llama2_rtl.prompt import model_tokenizer
from llama2_rtl.self_test.vectors import Vectors, payload_crcs, read_vectors
from llama2_rtl.size import add_burst, add_ports, add_sequences, add_size

SIMULATION = "simulation"
OF_MODEL = ("model", "lanes", "context", "format", "ways", "batch", "sequences", "ports", "burst", "sampler_list")
"""The arguments that say what the core is, where no vectors do."""


def add_device(parser, required):
    """`--device`."""
    parser.add_argument("--device", required=required, metavar="FILE",
                        help=f"the *{SUFFIX} that says where the core's registers, token streams and memory lie, or "
                             f"'{SIMULATION}', which builds the core and simulates it")


def add_core(parser):
    """What `choose_core` reads, and `--image`."""
    parser.add_argument("--model", metavar="PATH",
                        help=f"the core's model: {MODEL_HELP} (default: the one of the project)")
    add_size(parser)
    add_sequences(parser)
    add_ports(parser)
    add_burst(parser)
    add_list(parser)
    parser.add_argument("--image", metavar="FILE", type=Path,
                        help="the packed model of 'llama2-rtl pack' for the core (default: packed from the model)")
    parser.add_argument("--vectors", metavar="FILE", type=Path,
                        help="what 'llama2-rtl doctor --out' wrote: says what the core is where its model is elsewhere")


@dataclass(frozen=True)
class CoreChoice:
    """The core of a Geometry; the paths of its `checkpoint` and of a `tokenizer` that comes with the project, None
    where there is none and where Vectors say what the core is."""

    geometry: Geometry
    checkpoint: Path | None
    tokenizer: Path | None
    vectors: Vectors | None

    def read_tokenizer(self, given):
        """The Tokenizer that was given, or that comes with the model. Raises ValueError where there is none."""
        vocab_size = self.geometry.model.vocab_size
        if self.checkpoint:
            return model_tokenizer(self.checkpoint, given, self.tokenizer, vocab_size)
        if not given:
            raise ValueError("give the tokenizer of the model with TOKENIZER=, where VECTORS= takes the model's place")
        return read_tokenizer(given, vocab_size)


def choose_core(arguments):
    """The CoreChoice of the arguments. Raises ValueError for what does not go together and for a core that has no
    memory beside it, and for a device's file that is wrong, MissingExtra where the device is to be simulated and
    cannot be."""
    if arguments.device == SIMULATION:
        need("simulation")
    elif arguments.device:
        read_device_file(arguments.device)  # before the work of packing: it may be wrong
    if arguments.vectors:
        given = [name for name in OF_MODEL if getattr(arguments, name) is not None]
        if given:
            option = given[0].upper()
            raise ValueError(f"{arguments.vectors} says what the core is; leave {option}= away, or VECTORS=")
        if not arguments.image:
            raise ValueError("give the packed model with IMAGE= too, where VECTORS= takes the place of the model")
        vectors = read_vectors(arguments.vectors)
        return CoreChoice(vectors.geometry, None, None, vectors)
    preset, checkpoint = choose_preset(None, arguments.model, arguments.lanes, arguments.context,
                                       formats=arguments.format, sampler_list=arguments.sampler_list,
                                       ways=arguments.ways, ports=arguments.ports, longest_burst=arguments.burst,
                                       batch=arguments.batch, sequences=arguments.sequences)
    KvLayout(preset.geometry)
    return CoreChoice(preset.geometry, checkpoint, preset.tokenizer, None)


@contextmanager
def packed_model(choice, path, progress):
    """The packed model of a CoreChoice as a memoryview: that at a path, or where that is None one that is packed for
    the time of the block. Raises ValueError for a path that is no file."""
    from llama2_rtl.golden.checkpoint import read_checkpoint
    from llama2_rtl.golden.image_file import write_image
    with tempfile.TemporaryDirectory() if path is None else nullcontext() as folder:
        if path is None:
            progress.step("packing the model")
            g, path = choice.geometry, Path(folder, "model.img")
            write_image(read_checkpoint(choice.checkpoint), g.numerics, g.tile, path,
                        lambda done: progress.detail(f"{done / 1e6:,.0f} MB"), g.ports)
        elif not path.is_file() or not path.stat().st_size:
            raise ValueError(f"{path} is no packed model; write one with 'llama2-rtl pack'")
        yield memoryview(np.memmap(path, np.uint8, "r"))


def check_image(image, choice):
    """Raises ValueError where the bytes are no packed model for the core of a CoreChoice, or another than the one that
    its Vectors are of."""
    driver = driver_module(choice.geometry)
    try:
        driver.check_image(image)
    except driver.Fault as fault:
        raise ValueError(f"the packed model: {fault}") from None
    if choice.vectors and choice.vectors.crcs != payload_crcs(image, choice.geometry.ports):
        raise ValueError("the vectors are of another packed model; write them anew with OUT= of 'llama2-rtl doctor'")


@contextmanager
def attached_core(given, geometry, progress):
    """The Attached core of a Geometry on the device that a user means. Raises ValueError, in one sentence, for a device
    that there is not."""
    if given == SIMULATION:
        from llama2_rtl.device.simulated import simulated_device
        progress.step("converting the core to Verilog")
        with simulated_device(geometry, progress.detail) as device:
            yield Attached(device, geometry)
    else:
        yield Attached(mapped_device(given), geometry)


@contextmanager
def ready_core(arguments, choice, progress):
    """The Attached core of a CoreChoice on the device of the arguments, with its packed model in memory, which is at
    rest in the end. Raises as `attached_core` does, ValueError for a packed model of another core too, OSError where
    the device is no such core."""
    with (packed_model(choice, arguments.image, progress) as image,
          attached_core(arguments.device, choice.geometry, progress) as attached):
        check_image(image, choice)
        try:
            attached.call("check")
            progress.step("copying the packed model")
            attached.load(image)
        except attached.fault as fault:
            raise OSError(f"the device: {fault}; 'llama2-rtl doctor' looks for the reason") from None
        try:
            yield attached
        finally:
            attached.stop()
