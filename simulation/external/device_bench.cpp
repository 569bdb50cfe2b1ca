// `llama2_rtl_axi` with its memory as a device that a host in another program reaches.
//
//   device_bench beat_bytes=n base=address kv_base=address latency=n outstanding=n gap_interval=n gap=n fault0=... fault1=...
//
// The host writes requests to the standard input, numbers little-endian, and reads the answers to those that have one from
// the standard output, until the input ends:
//
//   r space:1 offset:4                 a word of the registers (0) or of the token streams (1): answered by its 4 bytes
//   w space:1 offset:4 word:4          writes such a word
//   c address:8 size:4 bytes           copies bytes to the memory
//   m address:8 size:4                 answered by the bytes of the memory
//   s cycles:4                         lets cycles pass, fewer where a token comes: answered by a byte
//
// A fault changes how the core sees the memory, and not how the host does. It is nine numbers with colons between: of port
// `port` reads (1), writes (2) or both (3), as `access` says, of addresses from `first` to before `end` go to
// (address & `keep` | `set`) + `add` in the memory of port `memory`, and the first byte of a beat read there is changed by
// `invert`. Of several that fit the first counts.
#include <cstring>
#include <deque>
#include <sstream>
#include <vector>

#include "host.h"
#include "llama2_rtl_driver.h"

struct Fault {
    uint64_t port, first, end, keep, set, add, memory, invert, access;

    explicit Fault(const std::string &text) {
        std::istringstream words(text);
        for (uint64_t *field : {&port, &first, &end, &keep, &set, &add, &memory, &invert, &access}) {
            std::string word;
            if (!std::getline(words, word, ':')) throw std::runtime_error("a fault lacks numbers: " + text);
            *field = std::stoull(word, nullptr, 0);
        }
    }
};

class Bench : public Host {
public:
    explicit Bench(const Options &options) : Host(options) {
        for (int number = 0; options.count("fault" + std::to_string(number)); number++)
            faults.emplace_back(options.at("fault" + std::to_string(number)));
        if (faults.empty()) return;
        changed.resize(option("beat_bytes"));
        for (size_t port = 0; port < memories.size(); port++) {
            memories[port].read_place = [this, port](uint64_t address) { return bytes_read(port, address); };
            memories[port].write_place = [this, port](uint64_t address) { return place_of(port, address, WRITE); };
        }
    }

    void run() {
        reset();
        for (int request; (request = std::getchar()) != EOF; std::fflush(stdout)) serve(request);
    }

private:
    static constexpr uint64_t PATIENCE = 1000000000;  // cycles of a token of any model
    static constexpr unsigned READ = 1, WRITE = 2;

    void serve(int request) {
        if (request == 'r') {
            uint64_t space = take(1), offset = take(4);
            give(space == LLAMA2_RTL_REGISTERS ? read(offset) : read_tokens(offset), 4);
        } else if (request == 'w') {
            uint64_t space = take(1), offset = take(4), word = take(4);
            if (space == LLAMA2_RTL_REGISTERS) write(offset, word);
            else send(offset, word);
        } else if (request == 'c' || request == 'm') {
            uint64_t address = take(8);
            for (uint64_t left = take(4); left;) {
                uint64_t size = std::min(left, MemoryImage::PAGE - address % MemoryImage::PAGE);
                uint8_t *bytes = memory_of(address).at(address);
                bool whole = request == 'c' ? std::fread(bytes, 1, size, stdin) == size
                                            : std::fwrite(bytes, 1, size, stdout) == size;
                if (!whole) throw std::runtime_error("the host has gone");
                address += size;
                left -= size;
            }
        } else if (request == 's') {
            rested();
            for (uint64_t left = take(4); left && waiting.empty(); left--) cycle();
            give(0, 1);
        } else {
            throw std::runtime_error("there is no such request");
        }
    }

    static uint64_t take(int size) {
        uint64_t number = 0;
        for (int byte = 0; byte < size; byte++) {
            int next = std::getchar();
            if (next == EOF) throw std::runtime_error("the host has gone");
            number |= static_cast<uint64_t>(next) << (8 * byte);
        }
        return number;
    }

    static void give(uint64_t number, int size) {
        for (int byte = 0; byte < size; byte++) std::putchar(number >> (8 * byte) & 255);
    }

    void cycle() {
        settle();
        edge();
    }

    // What comes out waits here, as in a FIFO of the host's.
    void seen() override {
        if (top.m_axis_tvalid && top.m_axis_tready)
            waiting.push_back(top.m_axis_tdata | text_of_answer() << LLAMA2_RTL_TOKENS_TEXT_LOW |
                              (top.m_axis_tlast ? LLAMA2_RTL_TOKENS_LAST_MASK : 0));
    }

    // The text that a token is of, and the one whose prompt is sent.
#if LLAMA2_RTL_TEXTS > 1
    uint32_t text_of_answer() const { return top.m_axis_tid; }
    void prompt_is_of(uint32_t text) { top.s_axis_tid = text; }
#else
    uint32_t text_of_answer() const { return 0; }
    void prompt_is_of(uint32_t) {}
#endif

    uint32_t read_tokens(uint32_t offset) {
        if (offset % LLAMA2_RTL_TOKENS_TEXT_BYTES == LLAMA2_RTL_TOKENS_STATE) {
            prompt_is_of(offset / LLAMA2_RTL_TOKENS_TEXT_BYTES);
            settle();
            uint32_t state = (top.s_axis_tready ? LLAMA2_RTL_TOKENS_ROOM_MASK : 0) |
                             (waiting.empty() ? 0 : LLAMA2_RTL_TOKENS_WAITING_MASK);
            edge();
            return state;
        }
        if (waiting.empty()) return 0;
        uint32_t word = waiting.front();
        waiting.pop_front();
        return word;
    }

    void send(uint32_t offset, uint32_t token) {
        prompt_is_of(offset / LLAMA2_RTL_TOKENS_TEXT_BYTES);
        top.s_axis_tdata = token;
        top.s_axis_tlast = offset % LLAMA2_RTL_TOKENS_TEXT_BYTES == LLAMA2_RTL_TOKENS_SEND_LAST;
        top.s_axis_tvalid = 1;
        until([&] { return top.s_axis_tready; }, "the taking of a prompt's token", PATIENCE);
        edge();
        top.s_axis_tvalid = 0;
    }

    // The memory of the port in whose part of the packed model or of the KV cache the address lies, or next to which.
    MemoryImage &memory_of(uint64_t address) {
        uint64_t before = FROM_PORT_TO_PORT / 2, kv_base = base("kv_base", 0) - before;
        uint64_t from = address < kv_base ? base("base", 0) - before : kv_base;
        uint64_t port = (address - from) / FROM_PORT_TO_PORT;
        if (port >= memories.size()) throw std::runtime_error("no memory lies at the host's address");
        return memories[port].image;
    }

    const Fault *fault_at(size_t port, uint64_t address, unsigned access) const {
        for (const Fault &one : faults)
            if (one.port == port && one.first <= address && address < one.end && one.access & access) return &one;
        return nullptr;
    }

    // Where the core's access to an address at a port ends up.
    uint8_t *place_of(size_t port, uint64_t address, unsigned access) {
        const Fault *found = fault_at(port, address, access);
        if (!found) return memories[port].image.at(address);
        return memories.at(found->memory).image.at(((address & found->keep) | found->set) + found->add);
    }

    // What the core reads there, until the next call.
    uint8_t *bytes_read(size_t port, uint64_t address) {
        uint8_t *bytes = place_of(port, address, READ);
        const Fault *found = fault_at(port, address, READ);
        if (!found || !found->invert) return bytes;
        std::memcpy(changed.data(), bytes, changed.size());
        changed[0] ^= found->invert;
        return changed.data();
    }

    std::vector<Fault> faults;
    std::vector<uint8_t> changed;
    std::deque<uint32_t> waiting;
};

int main(int count, char **words) { return run_bench<Bench>(count, words); }
