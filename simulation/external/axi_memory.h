// A memory behind an AXI4 manager of `llama2_rtl_axi`: a fixed latency, a limit of open bursts, gaps as of a refresh.
//
// Bursts are answered in the order of their addresses, a beat in each cycle outside the gaps. Reads and writes do not
// hinder each other. `drive` sets the inputs of a cycle, `sample` looks at its outputs.
#pragma once

#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <stdexcept>

#include "memory_image.h"
#include "verilated.h"

struct Timing {
    uint64_t latency = 64;          // cycles from an address to its first beat
    uint64_t outstanding = 16;      // outstanding bursts of each direction, at most
    uint64_t gap_interval = 0;      // cycles from gap to gap, 0 for none
    uint64_t gap = 0;               // cycles in which nothing moves
};

// The wires of a manager; those whose type follows the width of a beat by their place.
struct Manager {
    CData &arid, &arlen, &arvalid, &arready, &rid, &rresp, &rlast, &rvalid, &rready;
    CData &awid, &awlen, &awvalid, &awready, &wlast, &wvalid, &wready, &bid, &bresp, &bvalid, &bready;
    QData &araddr, &awaddr;
    void *rdata;
    const void *wdata, *wstrb;
};

// The manager of `top` whose ports begin with `name`.
#define AXI_MANAGER(top, name) \
    Manager { \
        top.name##arid, top.name##arlen, top.name##arvalid, top.name##arready, top.name##rid, top.name##rresp, \
        top.name##rlast, top.name##rvalid, top.name##rready, top.name##awid, top.name##awlen, top.name##awvalid, \
        top.name##awready, top.name##wlast, top.name##wvalid, top.name##wready, top.name##bid, top.name##bresp, \
        top.name##bvalid, top.name##bready, top.name##araddr, top.name##awaddr, &top.name##rdata, &top.name##wdata, \
        &top.name##wstrb \
    }

class AxiMemory {
public:
    uint64_t read_beats = 0, written_beats = 0, bursts = 0;
    MemoryImage image;

    // Where the bytes of a beat lie that is read or written at an address: in `image`, unless somebody knows better.
    std::function<uint8_t *(uint64_t)> read_place = [this](uint64_t address) { return image.at(address); };
    std::function<uint8_t *(uint64_t)> write_place = [this](uint64_t address) { return image.at(address); };

    // `phase` cycles of the first gap have passed when the clock begins.
    AxiMemory(Manager wires, unsigned beat_bytes, Timing timing, uint64_t phase)
        : top(wires), beat_bytes(beat_bytes), timing(timing), phase(phase) {}

    void drive() {
        bool open = !timing.gap_interval || (cycle + phase) % timing.gap_interval >= timing.gap;
        top.arready = open && reads.size() < timing.outstanding;
        top.awready = open && writes.size() + answers.size() < timing.outstanding;
        top.wready = open;
        top.rvalid = open && !reads.empty() && reads.front().due <= cycle;
        top.bvalid = open && !answers.empty() && answers.front().due <= cycle;
        top.rresp = top.bresp = 0;
        if (top.rvalid) {
            const Burst &burst = reads.front();
            top.rid = burst.id;
            top.rlast = burst.beats == 1;
            std::memcpy(top.rdata, read_place(burst.address), beat_bytes);
        }
        if (top.bvalid) top.bid = answers.front().id;
    }

    void sample() {
        if (top.rvalid && top.rready) {
            read_beats++;
            advance(reads);
        }
        if (top.bvalid && top.bready) answers.pop_front();
        if (top.arvalid && top.arready) reads.push_back(taken(top.arid, top.araddr, top.arlen));
        if (top.awvalid && top.awready)
            writes.push_back(taken(top.awid, top.awaddr, top.awlen));
        if (top.wvalid && top.wready) words.push_back(word());
        while (!writes.empty() && !words.empty()) write();
        cycle++;
    }

    uint64_t cycles() const { return cycle; }

    bool idle() const { return reads.empty() && writes.empty() && answers.empty(); }

private:
    struct Burst {
        unsigned id;
        uint64_t address, beats, due;
    };
    struct Word {
        uint8_t bytes[128];
        uint64_t strobe_low, strobe_high;
        bool last;
    };

    Burst taken(unsigned id, uint64_t address, unsigned length) {
        uint64_t beats = length + 1ull, end = address + beats * beat_bytes - 1;
        if (address % beat_bytes || address / MemoryImage::PAGE != end / MemoryImage::PAGE)
            throw std::runtime_error("a burst leaves its page or begins within a beat");
        bursts++;
        return {id, address, beats, cycle + timing.latency};
    }

    void advance(std::deque<Burst> &queue) {
        Burst &burst = queue.front();
        burst.address += beat_bytes;
        if (--burst.beats == 0) queue.pop_front();
    }

    Word word() {
        Word word{};
        std::memcpy(word.bytes, top.wdata, beat_bytes);
        uint8_t strobe[16]{};
        std::memcpy(strobe, top.wstrb, (beat_bytes + 7) / 8);
        std::memcpy(&word.strobe_low, strobe, 8);
        std::memcpy(&word.strobe_high, strobe + 8, 8);
        word.last = top.wlast;
        return word;
    }

    void write() {
        Word word = words.front();
        words.pop_front();
        Burst burst = writes.front();
        uint8_t *place = write_place(burst.address);
        for (unsigned lane = 0; lane < beat_bytes; lane++)
            if (((lane < 64 ? word.strobe_low : word.strobe_high) >> (lane % 64)) & 1) place[lane] = word.bytes[lane];
        written_beats++;
        if (word.last != (burst.beats == 1)) throw std::runtime_error("wlast is at the wrong beat");
        advance(writes);
        if (word.last) {
            burst.due = cycle + timing.latency;
            answers.push_back(burst);
        }
    }

    Manager top;
    unsigned beat_bytes;
    Timing timing;
    uint64_t phase, cycle = 0;
    std::deque<Burst> reads, writes, answers;
    std::deque<Word> words;
};
