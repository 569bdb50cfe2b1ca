"""How many rows the tiles of a matrix have, and what follows from it, where that depends on the matrix's format."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.engine.format_codes import NARROW_BIT
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, tie, unsigned, widen
from llama2_rtl.golden.config import PASS_ROWS
from llama2_rtl.golden.image_formats import FORMAT_BITS


def tile_bits(row_bits, rows_of_tile):
    """Bits of a tile's number, of a matrix whose rows have numbers of `row_bits` bits."""
    return row_bits - (rows_of_tile.bit_length() - 1)


def ports(row_bits, rows_of_tile):
    pass_bits = clog2(PASS_ROWS // rows_of_tile)
    return clocked(start=In(bit(), "a matrix begins"), code=In(unsigned(FORMAT_BITS), "its format, with start"),
                   last_row=In(unsigned(row_bits), "its rows less one, with start"),
                   on_last_tile=In(bit(), "the matrix's last tile is being read"),
                   last_tile=Out(unsigned(tile_bits(row_bits, rows_of_tile)), "its tiles less one, with start"),
                   pass_end=Out(unsigned(pass_bits), "tiles of a pass less one, with start"),
                   kept_pass_end=Out(unsigned(pass_bits), "the same from the cycle after start on"),
                   last_place=Out(unsigned(clog2(2 * rows_of_tile)), "rows of the tile that is being read, less one"))


@module(ports)
def tile_sizes(clk, rst, start, code, last_row, on_last_tile, last_tile, pass_end, kept_pass_end, last_place, *,
               row_bits, rows_of_tile):
    """Tiles have `rows_of_tile` rows, a power of two, or twice as many where the code of the format has NARROW_BIT.
    What is there with `start` is combinational, the rest a register."""
    place_bits, end_bits = rows_of_tile.bit_length() - 1, rows_of_tile.bit_length()
    wide_end, narrow_end = PASS_ROWS // rows_of_tile - 1, PASS_ROWS // rows_of_tile // 2 - 1
    wide_last, narrow_last = rows_of_tile - 1, 2 * rows_of_tile - 1
    end_place, place_of_last_row = unsigned(end_bits), unsigned(end_bits)
    half_of_tiles, narrow_last_tile, narrow = unsigned(row_bits - end_bits), unsigned(row_bits - place_bits), bit()
    extension = widen(half_of_tiles, narrow_last_tile)

    @always_comb
    def split():
        half_of_tiles.next = last_row[row_bits:end_bits]

    @always_comb
    def count_tiles():
        last_tile.next = last_row[row_bits:place_bits]
        pass_end.next = wide_end
        if code[NARROW_BIT]:
            last_tile.next = narrow_last_tile
            pass_end.next = narrow_end

    if place_bits == 0:
        wide_place = tie(wide_end_place := unsigned(1), 0)
    else:
        low, wide_end_place = unsigned(place_bits), unsigned(end_bits)
        wide_place = widen(low, wide_end_place)

        @always_comb
        def low_bits():
            low.next = last_row[place_bits:]

        wide_place = wide_place, low_bits

    @always_comb
    def find_place():
        place_of_last_row.next = wide_end_place
        if code[NARROW_BIT]:
            place_of_last_row.next = last_row[end_bits:]

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if start:
            end_place.next = place_of_last_row
            kept_pass_end.next = pass_end
            narrow.next = code[NARROW_BIT]

    @always_comb
    def place():
        if on_last_tile:
            last_place.next = end_place
        elif narrow:
            last_place.next = narrow_last
        else:
            last_place.next = wide_last

    return extension, split, count_tiles, wide_place, find_place, keep, place
