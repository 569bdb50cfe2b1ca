// A memory behind the AXI4 master of `llama2_rtl_axi`: a fixed latency, a limit of open bursts, gaps as of a refresh.
//
// Bursts are answered in the order of their addresses, a beat in each cycle outside the gaps. Reads and writes do not
// hinder each other. `drive` sets the inputs of a cycle, `sample` looks at its outputs.
#pragma once

#include <cstdint>
#include <cstring>
#include <deque>
#include <stdexcept>

#include "memory_image.h"

struct Timing {
    uint64_t latency = 64;          // cycles from an address to its first beat
    uint64_t outstanding = 16;      // outstanding bursts of each direction, at most
    uint64_t gap_interval = 0;      // cycles from gap to gap, 0 for none
    uint64_t gap = 0;               // cycles in which nothing moves
};

template <class Top> class AxiMemory {
public:
    uint64_t read_beats = 0, written_beats = 0, bursts = 0;

    AxiMemory(Top &top, MemoryImage &image, unsigned beat_bytes, Timing timing)
        : top(top), image(image), beat_bytes(beat_bytes), timing(timing) {}

    void drive() {
        bool open = !timing.gap_interval || cycle % timing.gap_interval >= timing.gap;
        top.m_axi_arready = open && reads.size() < timing.outstanding;
        top.m_axi_awready = open && writes.size() + answers.size() < timing.outstanding;
        top.m_axi_wready = open;
        top.m_axi_rvalid = open && !reads.empty() && reads.front().due <= cycle;
        top.m_axi_bvalid = open && !answers.empty() && answers.front().due <= cycle;
        top.m_axi_rresp = top.m_axi_bresp = 0;
        if (top.m_axi_rvalid) {
            const Burst &burst = reads.front();
            top.m_axi_rid = burst.id;
            top.m_axi_rlast = burst.beats == 1;
            std::memcpy(&top.m_axi_rdata, image.at(burst.address), beat_bytes);
        }
        if (top.m_axi_bvalid) top.m_axi_bid = answers.front().id;
    }

    void sample() {
        if (top.m_axi_rvalid && top.m_axi_rready) {
            read_beats++;
            advance(reads);
        }
        if (top.m_axi_bvalid && top.m_axi_bready) answers.pop_front();
        if (top.m_axi_arvalid && top.m_axi_arready) reads.push_back(taken(top.m_axi_arid, top.m_axi_araddr, top.m_axi_arlen));
        if (top.m_axi_awvalid && top.m_axi_awready)
            writes.push_back(taken(top.m_axi_awid, top.m_axi_awaddr, top.m_axi_awlen));
        if (top.m_axi_wvalid && top.m_axi_wready) words.push_back(word());
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
        std::memcpy(word.bytes, &top.m_axi_wdata, beat_bytes);
        uint8_t strobe[16]{};
        std::memcpy(strobe, &top.m_axi_wstrb, (beat_bytes + 7) / 8);
        std::memcpy(&word.strobe_low, strobe, 8);
        std::memcpy(&word.strobe_high, strobe + 8, 8);
        word.last = top.m_axi_wlast;
        return word;
    }

    void write() {
        Word word = words.front();
        words.pop_front();
        Burst burst = writes.front();
        uint8_t *place = image.at(burst.address);
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

    Top &top;
    MemoryImage &image;
    unsigned beat_bytes;
    Timing timing;
    uint64_t cycle = 0;
    std::deque<Burst> reads, writes, answers;
    std::deque<Word> words;
};
