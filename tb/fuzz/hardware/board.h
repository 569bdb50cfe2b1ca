// What becomes of the bytes that a board hears, from the packets that they are to the line back: `look` compares each
// cycle since the reset with it.
#pragma once

#include <deque>

#include "answers.h"
#include "door.h"
#include "line_reader.h"
#include "packets.h"

class Board {
public:
    // A cycle's outputs.
    void look(const Model &top) {
        decide_late(top);
        expect(top.idle == (!telling && !resetting()), "idle", "idle is %d in cycle %llu", top.idle, cycle);
        expect(top.aresetn == !core_reset(), "aresetn", "aresetn is %d in cycle %llu", top.aresetn, cycle);
        expect(top.damaged == damaged, "damaged", "damaged is %d in cycle %llu", top.damaged, cycle);
        hand_prompt(top);
        take_story(top);
        if (cycle == stopped + RESET_CYCLES + 1) answer({READY, {VERSION, VOCAB_SIZE, CONTEXT}});
        obey(top);
        if (INSIDE(top, received_valid)) hear(top);
        else if (begins) watch_idle(top);
        listen(top);
        cycle++;
    }

    // Whether all is told and answered, and nothing more comes.
    bool at_rest() const {
        return !telling && !resetting() && !core_reset() && prompt.empty() && answers.done() && silent > SAID_WITHIN;
    }

    uint64_t accepted = 0, ready = 0;  // answers of these kinds that have been said

private:
    static constexpr uint64_t NEVER = ~0ull / 2;
    static constexpr unsigned REVOKED = 4;        // cycles from a STOP to the first without its prompt's tokens
    static constexpr unsigned HANDED_WITHIN = 4;  // cycles from a prompt's end to its first token, or between two
    static constexpr unsigned SAID_WITHIN = 2 * FRAME;        // cycles that an answer waits at a silent line
    static constexpr unsigned TAKEN_WITHIN = 80 * FRAME;      // of a story's token, twice what can be ahead of it

    uint64_t cycle = 0, stopped = NEVER;
    Unpacker heard, said;
    LineReader line;
    Answers answers;
    std::deque<uint16_t> prompt;
    unsigned limit = 0;
    bool resumes = false, telling = false, damaged = false;
    unsigned unhanded = 0, unsaid = 0, untaken = 0, silent = 0;

    // Of the packet that is heard: whether the board was idle all the while that it began, or a part of it.
    bool begins = false, always_idle = false, ever_idle = false;
    Unpacker::Found found = Unpacker::NOTHING;  // with the byte of the cycle before
    bool undecided = false;                     // a prompt has ended that may be taken or not

    bool resetting() const { return cycle > stopped && cycle <= stopped + RESET_CYCLES; }
    bool core_reset() const { return !cycle || (cycle > stopped + 1 && cycle <= stopped + RESET_CYCLES + 1); }

    void hear(const Model &top) {
        bool nothing = !heard.size();
        found = heard.feed(INSIDE(top, received_data));
        if (nothing && heard.size()) {
            begins = always_idle = true;
            ever_idle = false;
        }
        if (begins) watch_idle(top);
        begins &= found == Unpacker::NOTHING;
    }

    // The kind of a packet reaches who judges it in the cycle after its third byte.
    void watch_idle(const Model &top) {
        always_idle &= top.idle;
        ever_idle |= top.idle;
        if (heard.size() > CRC_BYTES && !INSIDE(top, received_valid)) begins = false;
    }

    // What the packet that ended in the cycle before commands.
    void obey(const Model &top) {
        auto now = found;
        found = Unpacker::NOTHING;
        damaged |= now == Unpacker::DAMAGED;
        if (now != Unpacker::WHOLE) return;
        const Packet &packet = heard.packet;
        if (packet.kind == STOP && packet.words.empty()) {
            stopped = cycle;
            telling = false;
        }
        if (packet.kind != PROMPT && packet.kind != CONTINUE) return;
        if (packet.words.size() < 2 || packet.words.size() > CONTEXT + 1 || !ever_idle) return;
        if (always_idle) accept();
        else undecided = true;
    }

    void decide_late(const Model &top) {
        if (undecided && !top.idle) accept();
        undecided = false;
    }

    void accept() {
        const Packet &packet = heard.packet;
        limit = packet.words[0] >> LIMIT_BITS ? 0 : packet.words[0];
        resumes = packet.kind == CONTINUE;
        prompt.assign(packet.words.begin() + 1, packet.words.end());
        telling = true;
        answer({ACCEPTED, {}});
    }

    void hand_prompt(const Model &top) {
        if (cycle == stopped + REVOKED) prompt.clear();
        if (!top.m_axis_tvalid) {
            unhanded = prompt.empty() ? 0 : unhanded + 1;
            return expect(unhanded <= HANDED_WITHIN, "hang", "a prompt's token does not come");
        }
        unhanded = 0;
        expect(!prompt.empty(), "prompt", "the core is offered %u, which nobody has sent", top.m_axis_tdata);
        expect(top.m_axis_tdata == prompt.front(), "prompt", "the core is offered %u for %u", top.m_axis_tdata,
               prompt.front());
        expect(top.m_axis_tlast == (prompt.size() == 1), "prompt", "tlast is %d with %zu tokens left", top.m_axis_tlast,
               prompt.size());
        expect(top.max_tokens == limit, "max_tokens", "max_tokens is %u, not %u", top.max_tokens, limit);
        expect(top.resume == resumes, "resume", "resume is %d, not %d", top.resume, resumes);
        if (top.m_axis_tready) prompt.pop_front();
    }

    void take_story(const Model &top) {
        untaken = top.s_axis_tvalid && !top.s_axis_tready ? untaken + 1 : 0;
        expect(untaken <= TAKEN_WITHIN, "hang", "a story's token is not taken");
        if (!top.s_axis_tvalid || !top.s_axis_tready) return;
        answer({uint8_t(top.s_axis_tlast ? LAST : TOKEN), {uint16_t(top.s_axis_tdata)}});
        telling &= !top.s_axis_tlast;
    }

    void answer(const Packet &packet) { answers.owe(packet, said.size()); }

    void listen(const Model &top) {
        silent = line.busy() || !top.txd ? 0 : silent + 1;
        unsaid = silent && !answers.done() ? unsaid + 1 : 0;
        expect(unsaid <= SAID_WITHIN, "hang", "%s is not said", answers.next().c_str());
        if (silent == SAID_WITHIN && !unsaid) answers.forget();
        if (!line.take(top.txd)) return;
        expect(line.clean, "line", "a byte of the line back has a wrong bit");
        auto ended = said.feed(line.byte);
        expect(ended == Unpacker::NOTHING || ended == Unpacker::WHOLE, "line", "a packet of the line back is damaged");
        if (ended == Unpacker::NOTHING) return;
        expect(answers.take(said.packet), "answer", "the board says %s, not %s", said.packet.text().c_str(),
               answers.next().c_str());
        accepted += said.packet.kind == ACCEPTED;
        ready += said.packet.kind == READY;
    }
};
