// What a register may read as, where it is known at each cycle what it should hold.
#pragma once

#include <cstdint>
#include <deque>

// A value over time. A change is known to come within a span of cycles: in it the value before is right, and the new.
class Level {
public:
    explicit Level(uint64_t value = 0) : versions{{value, 0, FOREVER}} {}

    void set(uint64_t value, uint64_t from, uint64_t until) {
        if (value == last() && versions.back().until == FOREVER) return;
        versions.back().until = until;
        versions.push_back({value, from, FOREVER});
        while (versions.size() > 2 && versions.front().until + KEPT < from) versions.pop_front();
    }

    uint64_t last() const { return versions.back().value; }

    // Whether the bits `mask` may be those of `value` at some time from one cycle to another.
    bool may_be(uint64_t value, uint64_t from, uint64_t until, uint64_t mask = FOREVER) const {
        for (const Version &one : versions)
            if (one.from <= until && one.until >= from && ((one.value ^ value) & mask) == 0) return true;
        return false;
    }

private:
    static constexpr uint64_t FOREVER = ~0ull, KEPT = 1000;

    struct Version {
        uint64_t value, from, until;
    };

    std::deque<Version> versions;
};
