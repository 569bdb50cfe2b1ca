"""Models of shapes that nobody tuned anything for."""

from random import Random

from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.rope_scaling import LinearScaling, Llama3Scaling, YarnScaling
from llama2_rtl.golden.tensor_formats import TensorFormats, uniform_formats
from llama2_rtl.golden.weight_format import FORMATS
from llama2_rtl.simulation.simulators import chosen_seed
from tb.golden.hugging_face_folder import DTYPES

LARGEST_Q_DIM = 340
SCALINGS = (None, LinearScaling(3.0), Llama3Scaling(8.0, 1.0, 4.0, 40), YarnScaling(4.0, 32, beta_fast=4.0))


def random_model(number, scalings=SCALINGS):
    """(ModelConfig, dtype of its files, their number): the `number`-th of this run's seed."""
    random = Random(7919 * chosen_seed() + number)
    head_dim, group = random.choice([(head_dim, group) for head_dim in (20, 48, 96) for group in (1, 3, 7)
                                     if head_dim * group <= LARGEST_Q_DIM])
    kv_heads = random.choice([heads for heads in (1, 2, 3) if heads * group * head_dim <= LARGEST_Q_DIM])
    q_dim, vocabulary = head_dim * group * kv_heads, random.choice((33, 259))
    dim = random.choice((q_dim, q_dim, random.randint(10, 130)))
    stops = tuple(random.sample(range(vocabulary), random.choice((0, 1, 5))))
    config = ModelConfig(
        dim, random.choice((52, 91, 257)), random.randint(1, 2), group * kv_heads, kv_heads, vocabulary, 128,
        rope_theta=random.choice((1e4, 5e5)), norm_eps=1e-6, tied=random.choice((True, False)),
        rope_scaling=random.choice(scalings), bos_token=random.randrange(vocabulary), stop_tokens=stops,
        own_head_dim=head_dim)
    return config, random.choice(list(DTYPES)), random.randint(1, 3)


def random_formats(config, number):
    """TensorFormats of a ModelConfig: one of those that there are for the layers, another one for V in every second
    layer, one for embedding and classifier."""
    random = Random(7919 * chosen_seed() + number)
    (layers, values), head = random.sample(list(FORMATS.values()), 2), random.choice(list(FORMATS.values()))
    table = uniform_formats(config, layers, head).table
    return TensorFormats(table | {("wv", layer): values for layer in range(number % 2, config.n_layers, 2)})
