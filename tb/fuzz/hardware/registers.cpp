// The registers of `core_without_decoder` and its bus: a host that accesses what it likes, a memory that answers as it
// likes, and commands as of a decoder.
//
// An input is operations, a byte each with its arguments. What registers hold is known from what was written and from
// what the core does; each client of the bus gets the run's own beats in their order, and each burst given up is
// counted. After all of it a run ends when it is told to, the next one begins, and ends.
#include <vector>

#include "host_port.h"
#include "levels.h"
#include "memory.h"

// A client's commands and the words that it gets for them.
struct Client {
    unsigned words = 0, offset = 0, takes = 0xFFFF;  // a command is on offer while `words` are left of it
};

class Registers : public Door {
public:
    explicit Registers(Input input) : Door(input) { begin_levels(); }

    void play() override {
        leave_the_input_before();
        reset(RESET);
        while (!input.ended() && cycles < MOST_CYCLES) operation(input.byte() % OPERATIONS);
        runs_again();
    }

private:
    static constexpr uint64_t MOST_CYCLES = 6000;  // of an input's operations
    static constexpr unsigned OPERATIONS = 15, RESET = 2;
    static constexpr unsigned EARLIER = 3, LATER = 5;      // cycles by which what is read may be off what is seen
    static constexpr unsigned COMMANDED_WITHIN = 4;        // cycles from an answer to what was commanded
    static constexpr unsigned ACCESSED_WITHIN = 400;       // cycles of all accesses that a host makes at once
    static constexpr unsigned ENDED_WITHIN = 8000;         // cycles in which all bursts are answered that may be open
    static constexpr unsigned BEGUN_WITHIN = 400;          // cycles of the header
    static constexpr unsigned WEIGHT_WORDS = 200;
    static constexpr uint32_t START = 1, ABORT = 2, SOFT_RESET = 4, CLEAR = 8;
    static constexpr unsigned BUSY = 1, DONE = 2, ERROR = 4, RUNNING = 8;

    enum Access { CONSTANT, READ_WRITE, PULSE, ACKNOWLEDGE, STATE, COUNTER };

    HostPort host;
    Memory memory;
    Client clients[CLIENTS];
    unsigned write_words = 0, write_offset = 0, owed_words = 0, word_gaps = 0xFFFF;
    bool word_offered = false, bad_token = false, context_full = false;

    std::vector<Level> levels;
    Level status, error, given_up;
    uint32_t events = 0, vague_events = 0;  // of INTERRUPT_STATUS; those whose bit may be either
    Level seen_events;
    bool was_busy = false, was_running = false, done = false, starts_now = false;
    unsigned was_error = 0;
    uint64_t busy_cycles = 0, counted_from = 0;
    uint32_t commanded = 0, may_command = 0;        // bits of CONTROL that have to act, or may
    uint64_t commanded_until = 0;

    void operation(unsigned number) {
        switch (number) {
        case 0: return access(input.byte(), input.number(), input.byte());
        case 1: return read(input.byte());
        case 2: return access(CONTROL_NUMBER, 1u << input.byte() % 4, 1);
        case 3: return cycle(input.byte() % 64);
        case 4: return cycle(8 * input.byte());
        case 5: host.takes = input.word(); return;
        case 6: memory.takes = input.word(); return;
        case 7: memory.answers = input.word(); return;
        case 8:
            memory.latency = input.byte();
            memory.order = input.byte();
            memory.silent = input.byte() % 8 == 7;
            return;
        case 9: memory.errors = input.word(); return;
        case 10: return command(input.byte());
        case 11: {
            unsigned mood = input.byte();
            bad_token = mood % 8 == 1;
            context_full = mood % 8 == 2;
            word_gaps = mood % 8 == 3 ? input.word() : 0xFFFF;
            return;
        }
        case 12: memory.wrong_word = input.byte(); return;
        case 13: return reset(RESET + input.byte() % 3);
        default:
            access(KV_LIMIT_NUMBER, ~0u, 15);
            access(TIMEOUT_NUMBER, 16 * input.byte(), 15);
            return access(CONTROL_NUMBER, START, 1);
        }
    }

    // The addresses that an input can name: registers, what lies between them, and beyond, at any byte.
    uint32_t address(unsigned number) {
        static constexpr uint32_t BEYOND[] = {0x100, 0x200, 0x400, 0x800};
        uint32_t address = number % 128 * 4 % (4 << INDEX_BITS);
        if (number < 128) return address;
        unsigned more = input.byte();
        return address + more % 4 + (more & 4 ? BEYOND[more >> 3 & 3] : 0);
    }

    void access(unsigned number, uint32_t data, unsigned mood) {
        wait_for_room();
        host.write({address(number), data, mood & 15, mood >> 4 & 3, mood >> 6});
    }

    void read(unsigned number) {
        wait_for_room();
        uint32_t place = address(number);
        host.read({place, input.byte() % 4u});
    }

    void wait_for_room() {
        unsigned mood = host.takes;
        host.takes |= 1;  // a host that never takes an answer makes no more accesses
        for (unsigned waited = 0; !host.has_room(); waited++) {
            expect(waited < ACCESSED_WITHIN, "hang", "accesses are not answered");
            cycle();
        }
        host.takes = mood;
    }

    void command(unsigned mood) {
        unsigned client = mood % 4;
        if (client == WEIGHTS) {
            if (write_words) return;
            write_offset = input.byte();
            write_words = input.byte() % 80;
        } else {
            if (clients[client].words) return;
            clients[client].offset = input.byte();
            clients[client].words = 1 + input.byte() % 80;
            clients[client].takes = mood & 8 ? 0x1111 : 0xFFFF;
        }
    }

    void cycle(unsigned count) {
        while (count--) cycle();
    }

    void cycle() {
        drive();
        settle();
        look();
        edge();
    }

    void drive() {
        host.drive(top, cycles);
        memory.drive(top, cycles);
        top.bad_token = bad_token;
        top.context_full = context_full;
        drive_client(clients[0], top.row_cmd_valid, top.row_cmd_offset, top.row_cmd_words, top.row_ready);
        drive_client(clients[1], top.keys_cmd_valid, top.keys_cmd_offset, top.keys_cmd_words, top.keys_ready);
        drive_client(clients[2], top.values_cmd_valid, top.values_cmd_offset, top.values_cmd_words, top.values_ready);
        drive_client(clients[3], top.weights_cmd_valid, top.weights_cmd_offset, top.weights_cmd_words,
                     top.weights_ready);
        top.write_cmd_valid = write_words > 0;
        top.write_cmd_offset = write_offset;
        top.write_cmd_words = write_words;
        word_offered |= owed_words && word_gaps >> cycles % 16 & 1;
        top.written_valid = word_offered;
        top.written_strobe = ~0ull;
    }

    void drive_client(const Client &client, CData &valid, CData &offset, CData &words, CData &ready) {
        valid = client.words > 0;
        offset = client.offset;
        words = client.words;
        ready = client.takes >> cycles % 16 & 1;
    }

    void look() {
        look_at_clients();
        memory_sees();
        host.sample(top, cycles);
        look_at_core();
        if (host.written) wrote(*host.written, host.response);
        if (host.was_read) compare(*host.was_read, host.word);
    }

    void look_at_clients() {
        got(0, top.row_valid && top.row_ready, top.row_data[0]);
        got(1, top.keys_valid && top.keys_ready, top.keys_data[0]);
        got(2, top.values_valid && top.values_ready, top.values_data[0]);
        clients[0].words *= !(top.row_cmd_valid && top.row_cmd_ready);
        clients[1].words *= !(top.keys_cmd_valid && top.keys_cmd_ready);
        clients[2].words *= !(top.values_cmd_valid && top.values_cmd_ready);
        clients[3].words *= !(top.weights_cmd_valid && top.weights_cmd_ready);
        if (top.write_cmd_valid && top.write_cmd_ready) {
            owed_words += write_words;
            write_words = 0;
        }
        if (top.written_valid && top.written_ready) {
            owed_words--;
            word_offered = false;
        }
        if (!top.in_reset) return;
        for (unsigned client = 0; client < CLIENTS; client++) {
            clients[client].words = 0;
            memory.given[client].clear();
        }
        clients[WEIGHTS].words = WEIGHT_WORDS;  // from word 0 on, the header ahead
        write_words = owed_words = word_offered = 0;
    }

    void got(unsigned client, bool taken, uint32_t tag) {
        if (!taken) return;
        auto &given = memory.given[client];
        expect(!given.empty(), "words", "client %u gets a word that the run has not read", client);
        expect(given.front() == tag, "words", "client %u gets the word %#x for %#x", client, tag, given.front());
        given.pop_front();
    }

    void memory_sees() {
        if (INSIDE(top, forget)) memory.forget(top);
        memory.sample(top, cycles);
        given_up.set(memory.given_up_word(), since(), till());
    }

    uint64_t since() const { return cycles < EARLIER ? 0 : cycles - EARLIER; }
    uint64_t till() const { return cycles + LATER; }

    void look_at_core() {
        unsigned code = INSIDE(top, error_code);
        bool starts = INSIDE(top, start);
        expect(!starts_now || top.busy, "start", "a run does not begin");
        starts_now = starts;
        obeyed(starts * START | INSIDE(top, stop) * ABORT | INSIDE(top, soft_reset) * SOFT_RESET);
        uint32_t happened = (was_busy && !top.busy) * DONE | (code && code != was_error) * ERROR |
                            (top.running && !was_running) * RUNNING;
        if (starts) done = false;
        else if (was_busy && !top.busy) done = true;
        was_busy = top.busy;
        was_running = top.running;
        was_error = code;
        status.set(top.busy * BUSY | done * DONE | (code != 0) * ERROR | top.running * RUNNING, since(), till());
        error.set(code, since(), till());
        events |= happened;
        vague_events &= ~happened;
        seen_events.set(events, since(), till());
        recent_events = happened | (cycles - recent_since > EARLIER + LATER ? 0 : recent_events);
        if (happened) recent_since = cycles;
        busy_cycles += top.busy;
    }

    // The commands that a cycle shows are those that were given.
    void obeyed(uint32_t pulses) {
        uint32_t unasked = pulses & ~(commanded | may_command);
        expect(!unasked, "command", "the core obeys the bits %#x of CONTROL, which nobody has written", unasked);
        commanded &= ~pulses;
        may_command &= ~pulses;
        if (cycles < commanded_until) return;
        expect(!commanded, "command", "the core does not obey the bits %#x of CONTROL", commanded);
        may_command = 0;
    }

    void wrote(const Write &write, const Answer &answer) {
        int number = register_at(write.address);
        expect(answer.response == (number < 0 ? SLVERR : 0), "response", "a write at %#x is answered with %u",
               write.address, answer.response);
        if (number < 0) return;
        uint32_t lanes = 0;
        for (int lane = 0; lane < 4; lane++) lanes |= (write.strobe >> lane & 1) * 0xFFu << 8 * lane;
        lanes &= MASKS[number];
        uint32_t value = uint32_t(levels[number].last()) & ~lanes, data = write.data & lanes;
        if (ACCESS[number] == READ_WRITE) levels[number].set(value | data, write.taken, till());
        if (ACCESS[number] == ACKNOWLEDGE) {
            vague_events = (vague_events & ~data) | (data & recent_events);
            events &= ~data;
            seen_events.set(events, write.taken, till());
        }
        if (OFFSETS[number] != CONTROL_OFFSET) return;
        uint32_t acts = data & (START | ABORT | SOFT_RESET);
        commanded |= acts & ~START;
        may_command |= acts & START;
        if (!top.busy && !(acts & ~START) && cycles >= commanded_until) {
            commanded |= acts & START;
            may_command &= ~START;
        }
        commanded_until = cycles + COMMANDED_WITHIN;
        if (data & CLEAR) {
            busy_cycles = 0;
            counted_from = cycles;
        }
    }

    void compare(const Read &read, const Answer &answer) {
        int number = register_at(read.address);
        expect(answer.response == (number < 0 ? SLVERR : 0), "response", "a read at %#x is answered with %u",
               read.address, answer.response);
        uint32_t word = answer.data, mask = number < 0 ? 0 : MASKS[number];
        expect(!(word & ~mask), "reserved", "bits %#x of the register at %#x read as 1", word & ~mask, read.address);
        if (number < 0) return;
        uint32_t offset = OFFSETS[number];
        auto holds = [&](const Level &level, uint32_t among = ~0u) {
            expect(level.may_be(word, read.taken, cycles, among), "value", "the register at %#x reads as %#x, not %#x",
                   offset, word, uint32_t(level.last()));
        };
        if (offset == STATUS_OFFSET) holds(status);
        else if (offset == ERROR_OFFSET) holds(error);
        else if (offset == GIVEN_UP_OFFSET) holds(given_up);
        else if (offset == INTERRUPT_STATUS_OFFSET) holds(seen_events, ~vague_events);
        else if (offset == CYCLES_OFFSET) counts(word, read.taken);
        else holds(levels[number]);
    }

    // Of the cycles of runs, those that are counted already.
    void counts(uint32_t word, uint64_t asked) {
        uint64_t off = cycles - asked + EARLIER + LATER;
        if (cycles - counted_from < off + EARLIER + LATER) return;
        expect(word <= busy_cycles + off && word + off + COUNTED_WITHIN >= busy_cycles, "counter",
               "CYCLES is %u after %llu", word, (unsigned long long)busy_cycles);
    }

    static int register_at(uint32_t address) {
        for (unsigned number = 0; number < std::size(OFFSETS); number++)
            if (OFFSETS[number] == (address & ~3u)) return number;
        return -1;
    }

    void begin_levels() {
        levels.clear();
        for (uint32_t value : VALUES) levels.emplace_back(value);
    }

    // Its commands were on offer, and are no more.
    void leave_the_input_before() {
        top.aresetn = 0;
        for (unsigned length = 0; length < RESET; length++) {
            drive();
            settle();
            edge_between_inputs();
        }
    }

    // With the interconnect, whose memory forgets what was asked.
    void reset(unsigned length) {
        top.aresetn = 0;
        HostPort fresh;
        fresh.takes = host.takes;
        host = fresh;
        memory.reset();
        while (length--) {
            drive();
            settle();
            look_at_clients();
            edge();
            expect(!top.s_axil_bvalid && !top.s_axil_rvalid && !top.m_axi_arvalid && !top.m_axi_awvalid &&
                   !top.m_axi_wvalid, "reset", "an offer stays through a reset");
        }
        top.aresetn = 1;
        begin_levels();
        status = error = given_up = seen_events = Level();
        events = vague_events = recent_events = was_error = commanded = may_command = 0;
        was_busy = was_running = done = starts_now = false;
        busy_cycles = 0;
        counted_from = cycles;
    }

    uint32_t recent_events = 0;
    uint64_t recent_since = 0;

    // A host and a memory that do all they should.
    void runs_again() {
        host.takes = memory.takes = memory.answers = word_gaps = 0xFFFF;
        memory.errors = memory.wrong_word = 0;
        memory.latency = 1;
        memory.silent = bad_token = context_full = false;
        for (Client &client : clients) client.takes = 0xFFFF;
        settle_accesses();
        set(TIMEOUT_NUMBER, 1 << 20);
        end();
        until(ENDED_WITHIN, "bursts stay unanswered", [&] { return memory.idle(); });
        set(KV_LIMIT_NUMBER, ~0u);
        set(CONTROL_NUMBER, CLEAR);
        set(CONTROL_NUMBER, START);
        until(BEGUN_WITHIN, "a run is not ready for prompts", [&] { return top.running || !top.busy; });
        expect(top.running && !INSIDE(top, error_code), "start", "a run ends with the error %u",
               INSIDE(top, error_code));
        check_registers();
        end();
        read_all({STATUS_OFFSET, ERROR_OFFSET, CYCLES_OFFSET});
    }

    void end() {
        set(CONTROL_NUMBER, ABORT);
        until(ENDED_WITHIN, "a run does not end", [&] { return !top.busy; });
        cycle(LATER);
    }

    void set(unsigned number, uint32_t data) {
        host.write({number * 4, data, 15, 0, 0});
        settle_accesses();
        cycle(COMMANDED_WITHIN + 1);
    }

    // All but the counters, each of which takes its time, and of which the input reads what it likes.
    void check_registers() {
        std::vector<uint32_t> offsets;
        for (unsigned number = 0; number < std::size(OFFSETS); number++)
            if (ACCESS[number] != COUNTER) offsets.push_back(OFFSETS[number]);
        read_all(offsets);
    }

    void read_all(const std::vector<uint32_t> &offsets) {
        cycle(EARLIER + LATER);
        for (uint32_t offset : offsets) {
            wait_for_room();
            host.read({offset, 0});
        }
        settle_accesses();
    }

    void settle_accesses() {
        until(ACCESSED_WITHIN, "accesses are not answered", [&] { return host.idle(); });
    }

    template <class Condition> void until(unsigned most, const char *what, Condition condition) {
        for (unsigned waited = 0; !condition(); waited++) {
            expect(waited < most, "hang", "%s", what);
            cycle();
        }
    }
};

extern "C" const char *play(const uint8_t *data, size_t size, uint8_t *reached) {
    return played<Registers>(data, size, reached);
}
