// The serial line of `host_link`: a host that may say anything, at any rate and with any damage, and a core behind it.
//
// An input is operations, a byte each with its arguments. What a host says cleanly must be heard; `Board` knows what
// becomes of whatever is heard. After all of it a STOP is answered, and then a prompt, by a story.
#include <cstdlib>

#include "board.h"

// The core: takes prompts and tells stories. Bit n of `takes` and `tells` says whether it does so in cycle n of 16.
class Core {
public:
    static constexpr unsigned WITHOUT_END = 7;  // tokens of a story that does not end
    unsigned takes = 0xFFFF, tells = 0xFFFF, tokens = 1;

    void drive(Model &top, uint64_t cycle) {
        top.m_axis_tready = !in_reset && takes >> cycle % 16 & 1;
        offers = !in_reset && left && (offers || tells >> cycle % 16 & 1);
        top.s_axis_tvalid = offers;
        top.s_axis_tdata = token;
        top.s_axis_tlast = left == 1;
    }

    // As on the board its reset comes a cycle after the port's.
    void sample(const Model &top) {
        if (top.s_axis_tvalid && top.s_axis_tready) {
            token = (5 * token + 0xDBC0) & 0xFFFF;
            left -= left < WITHOUT_END;
            offers = false;
        }
        if (top.m_axis_tvalid && top.m_axis_tready && top.m_axis_tlast) left = tokens;
        in_reset = asked;
        asked = !top.aresetn;
        if (in_reset) left = 0;
    }

private:
    uint32_t token = 0xC0DB;
    unsigned left = 0;
    bool offers = false, asked = true, in_reset = true;
};

class Uart : public Door {
public:
    using Door::Door;

    void play() override {
        reset(RESET);
        while (!input.ended() && cycles < MOST_CYCLES) operation(input.byte() % OPERATIONS);
        answers_again();
    }

private:
    static constexpr uint64_t MOST_CYCLES = 60000;  // of an input's operations
    static constexpr unsigned OPERATIONS = 13, RESET = 2;
    static constexpr unsigned REST = FRAME + CYCLES_PER_BIT;  // after so long a rest nothing is half received
    static constexpr int TOLERATED = 1;                       // cycles that a byte may be longer or shorter
    static constexpr unsigned HEARD_WITHIN = 4;               // cycles from the end of a byte
    static constexpr uint64_t ANSWERED_WITHIN = 80 * FRAME;   // twice the longest answers that can be on their way

    struct Spoken {
        uint8_t byte;
        uint64_t until;
    };

    Core core;
    Board board;
    std::deque<Spoken> spoken;  // cleanly, and not yet heard
    uint64_t at_rest = 0;
    bool listened = false;      // all since a rest was spoken cleanly

    void operation(unsigned number) {
        switch (number) {
        case 0: return say(input.byte());
        case 1: return say(packet());
        case 2: return say(Packet{STOP, {}});
        case 3: {
            uint8_t kind = input.byte() % 2 ? CONTINUE : PROMPT;
            uint16_t limit = input.byte(), token = input.byte();
            return say(Packet{kind, {limit, token}});
        }
        case 4: return say_damaged(encoded(packet()));
        case 5: return line(1, input.byte());
        case 6: return garble(4 * input.byte());
        case 7: return say(input.byte(), 0, false);
        case 8: {
            uint8_t byte = input.byte();
            return say(byte, int(input.byte() % 33) - 16);
        }
        case 9: return garble(1 + input.byte() % CYCLES_PER_BIT);
        case 10:
            core.takes = input.word();
            core.tells = input.word();
            core.tokens = 1 + input.byte() % Core::WITHOUT_END;
            return;
        case 11: return reset(1 + input.byte() % 4);
        default: return line(1, FRAME * (input.byte() % 32));
        }
    }

    Packet packet() {
        static constexpr uint8_t KINDS[] = {STOP, PROMPT, CONTINUE, READY, ACCEPTED, TOKEN, LAST};
        unsigned kind = input.byte();
        Packet packet{kind < 0xF0 ? KINDS[kind % 7] : uint8_t(kind), {}};
        for (unsigned words = input.byte() % (2 * CONTEXT + 4); words; words--) packet.words.push_back(input.word());
        return packet;
    }

    void say(const Packet &packet) {
        for (uint8_t byte : encoded(packet)) say(byte);
    }

    void say_damaged(Bytes bytes) {
        unsigned change = input.byte(), at = input.byte() % bytes.size();
        if (change) bytes[at] ^= change;
        else bytes.erase(bytes.begin() + at);
        for (uint8_t byte : bytes) say(byte);
    }

    // A byte that lasts `late` cycles longer than it should, with a stop bit or a low level in its place.
    void say(uint8_t byte, int late = 0, bool stops = true) {
        unsigned levels = byte << 1 | stops << 9, length = FRAME + late;
        if (!stops || std::abs(late) > TOLERATED) listened = false;
        else if (at_rest >= REST) listened = true;
        if (listened) spoken.push_back({byte, cycles + length + HEARD_WITHIN});
        for (unsigned at = 0; at < length; at++) cycle(levels >> at * 10 / length & 1);
        if (!stops) line(1, CYCLES_PER_BIT);
    }

    // The line is low as in no byte.
    void garble(unsigned length) {
        listened = false;
        line(0, length);
        line(1, CYCLES_PER_BIT);
    }

    void line(bool level, unsigned length) {
        while (length--) cycle(level);
    }

    void reset(unsigned length) {
        top.rst = top.rxd = 1;
        top.s_axis_tvalid = top.m_axis_tready = 0;
        while (length--) {
            settle();
            edge();
        }
        top.rst = 0;
        Core after;
        after.takes = core.takes;
        after.tells = core.tells;
        after.tokens = core.tokens;
        core = after;
        board = Board();
        spoken.clear();
        listened = false;
        at_rest = 0;
    }

    void cycle(bool level) {
        top.rxd = level;
        at_rest = level ? at_rest + 1 : 0;
        core.drive(top, cycles);
        settle();
        compare_heard();
        board.look(top);
        core.sample(top);
        edge();
    }

    void compare_heard() {
        expect(spoken.empty() || cycles <= spoken.front().until, "unheard", "the byte %#x is not heard",
               spoken.empty() ? 0 : spoken.front().byte);
        if (!INSIDE(top, received_valid)) return;
        unsigned byte = INSIDE(top, received_data);
        if (!spoken.empty()) {
            expect(byte == spoken.front().byte, "misheard", "%#x is heard for %#x", byte, spoken.front().byte);
            spoken.pop_front();
        } else expect(!listened, "misheard", "%#x is heard, and nothing was said", byte);
    }

    void answers_again() {
        core.takes = core.tells = 0xFFFF;
        core.tokens = 1;
        line(1, REST);
        uint64_t ready = board.ready;
        converse({STOP, {}});
        expect(board.ready > ready, "stop", "a STOP is not answered");
        uint64_t accepted = board.accepted;
        converse({PROMPT, {1, 0xC0DB}});
        expect(board.accepted == accepted + 1, "prompt", "a prompt is not accepted");
    }

    // Says a packet, and hears all answers.
    void converse(const Packet &packet) {
        say(packet);
        line(1, 2 * CYCLES_PER_BIT);  // it is heard
        for (uint64_t waited = 0; !board.at_rest(); waited++) {
            expect(waited < ANSWERED_WITHIN, "hang", "the board does not come to rest after %s", packet.text().c_str());
            cycle(1);
        }
    }
};

extern "C" const char *play(const uint8_t *data, size_t size, uint8_t *reached) {
    return played<Uart>(data, size, reached);
}
