// What a line says, cycle by cycle, as bytes.
#pragma once

#include <cstdint>

#include "model.h"

constexpr unsigned FRAME = 10 * CYCLES_PER_BIT;  // cycles of a byte on a line

class LineReader {
public:
    uint8_t byte = 0;
    bool clean = true;  // start bit low, stop bit high, no bit changes within itself: so far

    // Takes a cycle's level; true where that ends a byte.
    bool take(bool level) {
        if (at == 0 && level) return false;
        unsigned bit = at / CYCLES_PER_BIT;
        if (at % CYCLES_PER_BIT == 0) levels |= level << bit;
        clean &= (levels >> bit & 1) == level;
        if (++at < FRAME) return false;
        clean &= !(levels & 1) && levels >> 9;
        byte = levels >> 1;
        at = levels = 0;
        return true;
    }

    bool busy() const { return at; }

private:
    unsigned at = 0, levels = 0;
};
