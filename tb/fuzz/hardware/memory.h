// The memory behind the bus: it takes and answers when it likes, with any response, bursts of several clients beat by
// beat in any order; and it knows what belongs to which run.
#pragma once

#include <algorithm>
#include <deque>
#include <iterator>

#include "door.h"

constexpr unsigned CLIENTS = 4, WRITES = CLIENTS, WEIGHTS = 3;
constexpr unsigned WORDS_OF_BEAT = BEAT_BYTES / 4;

class Memory {
public:
    // Bit n says of cycle n of 16 whether an address, a beat or a response may pass.
    unsigned takes = 0xFFFF, answers = 0xFFFF, errors = 0;
    unsigned latency = 1, order = 0, wrong_word = 0;
    bool silent = false;

    // Beats of a client that the run has been given, by their tags. Those of the weights begin behind the header.
    std::deque<uint32_t> given[CLIENTS];

    void drive(Model &top, uint64_t cycle) {
        bool takes_now = takes >> cycle % 16 & 1;
        top.m_axi_arready = top.m_axi_awready = top.m_axi_wready = takes_now;
        bool answers_now = !silent && answers >> cycle % 16 & 1;
        unsigned response = errors >> cycle % 16 & 1 ? 2 + (order >> cycle % 8 & 1) : 0;
        reading = nullptr;
        for (unsigned turn = 0; turn < CLIENTS && !reading; turn++) {
            auto &queue = reads[(turn + (order >> cycle % 4)) % CLIENTS];
            if (answers_now && !queue.empty() && queue.front().due <= cycle) reading = &queue;
        }
        top.m_axi_rvalid = reading != nullptr;
        top.m_axi_rresp = top.m_axi_bresp = response;
        if (reading) offer(top, reading->front());
        top.m_axi_bvalid = answers_now && !writes.empty() && !writes.front().left && writes.front().due <= cycle;
        top.m_axi_bid = 0;
    }

    void sample(const Model &top, uint64_t cycle) {
        if (top.m_axi_rvalid) beat();
        if (top.m_axi_bvalid) {
            given_up[WRITES] -= writes.front().is_given_up;
            writes.pop_front();
        }
        if (top.m_axi_arvalid && top.m_axi_arready) take_read(top, cycle);
        if (top.m_axi_awvalid && top.m_axi_awready) {
            check(top.m_axi_awaddr, top.m_axi_awlen);
            expect(top.m_axi_awid == 0, "bus", "a write has the identifier %u", top.m_axi_awid);
            writes.push_back({0, top.m_axi_awlen + 1u, 0, offered_write, {}});
            offered_write = false;
        }
        if (top.m_axi_wvalid && top.m_axi_wready) words.push_back(top.m_axi_wlast);
        for (Burst &burst : writes) {
            while (burst.left && !words.empty()) {
                expect(words.front() == (burst.left == 1), "bus", "wlast is %d with %u words left", int(words.front()),
                       burst.left);
                words.pop_front();
                if (!--burst.left) burst.due = cycle + latency;
            }
            if (burst.left) break;
        }
    }

    // With the core's reset: what was asked is forgotten, and what the run was given stays until it is taken.
    void reset() {
        for (auto &queue : reads) queue.clear();
        writes.clear();
        words.clear();
        std::fill(std::begin(given_up), std::end(given_up), 0);
        header_at = 0;
        offered_read = offered_write = false;
    }

    // The run is over: what is not answered is given up, what is on offer too.
    void forget(const Model &top) {
        for (auto &queue : reads)
            for (Burst &burst : queue) give_up(burst, burst.client);
        for (Burst &burst : writes) give_up(burst, WRITES);
        if (top.m_axi_arvalid && !offered_read) {
            offered_read = true;
            given_up[top.m_axi_arid % CLIENTS]++;
        }
        if (top.m_axi_awvalid && !offered_write) {
            offered_write = true;
            given_up[WRITES]++;
        }
        header_at = 0;
    }

    bool idle() const {
        bool idle = writes.empty() && words.empty();
        for (auto &queue : reads) idle &= queue.empty();
        return idle;
    }

    uint32_t given_up_word() const {
        uint32_t word = 0;
        for (unsigned client = 0; client <= WRITES; client++) word |= given_up[client] << (COUNT_BITS * client);
        return word;
    }

private:
    struct Burst {
        unsigned client, left;
        uint64_t due;
        bool is_given_up;
        std::deque<uint32_t> tags;
    };

    std::deque<Burst> reads[CLIENTS], writes;
    std::deque<bool> words;
    std::deque<Burst> *reading = nullptr;
    unsigned given_up[WRITES + 1] = {}, header_at = 0;
    uint32_t tag = 0;
    bool offered_read = false, offered_write = false;  // what is on offer was given up

    void give_up(Burst &burst, unsigned client) {
        given_up[client] += !burst.is_given_up;
        burst.is_given_up = true;
    }

    static void check(uint64_t address, unsigned length) {
        uint64_t end = address % PAGE + (length + 1ull) * BEAT_BYTES;
        expect(address % BEAT_BYTES == 0 && end <= PAGE, "bus", "a burst of %u beats begins at %#llx", length + 1,
               (unsigned long long)address);
    }

    void take_read(const Model &top, uint64_t cycle) {
        check(top.m_axi_araddr, top.m_axi_arlen);
        unsigned client = top.m_axi_arid;
        expect(client < CLIENTS, "bus", "a read has the identifier %u", client);
        Burst burst{client, top.m_axi_arlen + 1u, cycle + latency, offered_read, {}};
        offered_read = false;
        for (unsigned at = 0; at < burst.left; at++) {
            bool header = client == WEIGHTS && !burst.is_given_up && header_at < PAGE / BEAT_BYTES;
            burst.tags.push_back(header ? header_at++ : ++tag + PAGE);
        }
        reads[client].push_back(burst);
    }

    // A beat of the header, or words of its tag.
    void offer(Model &top, const Burst &burst) {
        uint32_t tag = burst.tags.front();
        top.m_axi_rid = burst.client;
        top.m_axi_rlast = burst.left == 1;
        for (unsigned at = 0; at < WORDS_OF_BEAT; at++) {
            unsigned place = tag * WORDS_OF_BEAT + at;
            uint32_t word = tag >= PAGE ? tag : place < std::size(HEADER) ? HEADER[place] : 0;
            top.m_axi_rdata[at] = tag < PAGE && wrong_word && place == wrong_word - 1 ? ~word : word;
        }
    }

    void beat() {
        Burst &burst = reading->front();
        if (!burst.is_given_up) given[burst.client].push_back(burst.tags.front());
        burst.tags.pop_front();
        if (--burst.left) return;
        given_up[burst.client] -= burst.is_given_up;
        reading->pop_front();
    }
};
