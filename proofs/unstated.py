"""Rules of bundles that hold by more than the contracts at the ports of the block that keeps them: an argument over
several blocks, or over wires that no bundle states a protocol for. Proofs leave them out, and say so; simulations
assert them like all others."""

from fnmatch import fnmatchcase

_SPACING = "how far apart results come is no rule of the bundle that brings them"
_STARTS = "that a matrix starts between matrices is an argument over the stages, the controller and the engine"
_PROMISE = "a parameter waits whenever it is taken, by the order of the image and the sizes of the stores"
_ROWS = "how a vector's elements and its last one follow each other is no rule of the bundle that brings them"
_ENDS = "that a run's requests end before its reset, and bursts are forgotten late, is an argument over its control"

REASONS = {
    ("embedding_rows", "u_slice_0.s__offer"): "that a word comes only for a request is no rule of WordRequests",
    ("param_fifo", "u_value_unpacker.m__there"): _PROMISE,
    ("matrix_unit", "u_engine.gain__there"): _PROMISE,
    ("tile_rows", "rows__pass_end"): _SPACING,
    ("mat_vec", "u_row_col_ctrl.check_rules__one_matrix"): _STARTS,
    ("mat_vec", "u_tile_rows.check_rules__apart"): _SPACING,
    ("mat_vec", "u_serializer.check_rules__apart"): _SPACING,
    ("mat_vec", "u_multiply_accumulate.beat__one"): "that attention and matrices take turns is an argument over stages",
    ("matrix_unit", "u_engine.starts__one"): _STARTS,
    ("row_scale", "scale__last"): "where a pass ends is no rule of the sums that arrive",
    ("reciprocals", "u_serializer.check_rules__apart"): _SPACING,
    ("combine", "u_serializer.check_rules__apart"): _SPACING,
    ("vector_path", "u_quantizer.elements__last"): _ROWS,
    ("quantizer", "result__shift"): _ROWS,
    ("quantizer", "u_lane_*.reads__*"): _ROWS,
    ("quantizer", "u_lane_*.shift__ahead"): _ROWS,
    ("write_kv", "handover__answer"): _ROWS,
    ("write_kv", "handover__done_pulse"): _ROWS,
    ("softmax_pass", "turn__first"): "how far apart spans begin is no rule of the wires that begin them",
    ("feed_forward", "handover__answer"): _ROWS,
    ("feed_forward", "u_w*_job.handover__once"): _ROWS,
    ("finish_token", "handover__*"): _ROWS,
    ("finish_token", "u_matrix_job.handover__once"): _ROWS,
    ("read_client", "req__offer"): "that no more words come than were asked for is no rule of the wires push and data",
    ("decoder", "row__row"): "that a token comes when the one before has been embedded is an argument over the stages",
    ("kv_commands", "m__offer"): "that lengths and places hold still is no rule of the wires that bring them",
    ("row_reader", "cmd__offer"): "that the row holds still while it is read is no rule of the wire that brings it",
    ("row_reader", "m__offer"): "that words come only for a request is no rule of the stream that brings them",
    ("key_words", "m__offer*"): "that the token's position holds still is no rule of the wires that bring it",
    ("value_words", "m__offer"): "that the token's position holds still is no rule of the wires that bring it",
    ("batch_angles", "angles__position"): "that a vector's position holds still is no rule of the wires that bring it",
    ("weight_reader", "m__offer"): "that a pass has ended before the next one's end is known is an argument over "
    "stages",
    ("kv_memory", "u_kv_writer.check_rules__one_layer"): "that a layer has left before the next one comes is an "
    "argument over stages",
    ("rows_in_blocks", "u_block_scales.check_rules__room"): _PROMISE,
    ("rows_in_blocks", "u_block_scales.check_rules__there"): _PROMISE,
    ("read_master", "u_read_channel.check_rules__chosen_request"): _ENDS,
    ("read_master", "u_read_channel.check_rules__legal"): _ENDS,
    ("read_master", "u_read_channel.check_rules__forget_late"): _ENDS,
    ("llama2_rtl", "u_token_loop.s_axis__offer*"): "in the cycle in which the reset begins the source of tokens is "
    "free, and the block, which a register resets, not yet in reset",
}
"""(block, pattern of the obligations' names) -> what the contracts at its ports do not say."""


def reason_for(block, name):
    """What stands in REASONS of an obligation, None where it is to be proven."""
    return next((reason for (of, pattern), reason in REASONS.items() if of == block and fnmatchcase(name, pattern)),
                None)
