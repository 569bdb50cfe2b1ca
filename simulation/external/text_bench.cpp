// Tells `llama2_rtl_axi` the turns of a text by the driver for hosts, and prints each token as it comes.
//
//   text_bench beat_bytes=n base=address kv_base=address kv_pages=n image=file turns=file max_tokens=n
//              inverse_temperature=n seed=n latency=n outstanding=n gap_interval=n gap=n
//              top_k=n top_p=n min_p=n repeat_penalty=n repeat_inverse=n repeat_last_n=n
//              draft_ngram=n [polls=n]
//
// What stands in the last line but one is for a core whose sampler has a list, in the last for one whose passes hold
// several positions. Each line of the file `turns` has a 1 where the
// prompt goes on with the text before it, else a 0, then its tokens. One JSON object is printed per event: `start`, `in`
// with a token of a prompt that is taken, `out` with one that is generated, each with the cycle; at the end one for each
// counter. Where the driver reads registers `polls` times in a row, without a rest or a writing, it is over.
#include <cstring>
#include <deque>
#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

#include "host.h"
#include "llama2_rtl_driver.h"

class Bench : public Host {
public:
    using Host::Host;

    void run() {
        reset();
        load();
        llama2_rtl_setup setup{};
        place(setup);
        setup.kv_limit = option("kv_pages");
        setup.max_tokens = option("max_tokens");
        setup.inverse_temperature = option("inverse_temperature");
        setup.seed = option("seed");
#ifdef LLAMA2_RTL_SAMPLER_LIST_OFFSET
        setup.top_k = option("top_k");
        setup.top_p = option("top_p");
        setup.min_p = option("min_p");
        setup.repeat_penalty = option("repeat_penalty");
        setup.repeat_penalty |= option("repeat_inverse") << LLAMA2_RTL_REPEAT_PENALTY_INVERSE_SHIFT;
        setup.repeat_last_n = option("repeat_last_n");
#endif
#ifdef LLAMA2_RTL_DRAFT_NGRAM_OFFSET
        setup.draft_ngram = option("draft_ngram");
#endif
        check(llama2_rtl_check(&port), "the core");
        check(llama2_rtl_begin(&port, &setup), "the start");
        tell("start", 0);
        std::ifstream turns(options.at("turns"));
        for (std::string line; std::getline(turns, line);) turn(line);
        check(llama2_rtl_finish(&port), "the end of the run");
        check_idle();
        counters();
    }

private:
    static constexpr uint64_t PATIENCE = 1000000000;  // cycles of a token of any model

    void load() {
        std::ifstream file(options.at("image"), std::ios::binary);
        std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
        llama2_rtl_setup setup{};
        place(setup);
        check(llama2_rtl_load(&port, setup.image_base, bytes.data(), bytes.size()), "the packed model");
    }

    void turn(const std::string &line) {
        std::istringstream words(line);
        uint32_t resume, last = 0;
        words >> resume;
        llama2_rtl_set_resume(&port, resume);
        std::vector<uint32_t> prompt;
        for (uint32_t token; words >> token;) prompt.push_back(token);
        check(llama2_rtl_send(&port, prompt.data(), prompt.size()), "the prompt");
        for (uint32_t token; !last;) check(llama2_rtl_receive(&port, &token, &last, nullptr, nullptr), "the answer");
    }

    void counters() {
        for (uint32_t number = 0; number < LLAMA2_RTL_COUNTERS; number++)
            std::printf("{\"counter\": \"%s\", \"value\": %llu}\n", llama2_rtl_counter(number),
                        (unsigned long long)llama2_rtl_count(&port, number));
    }

    static void check(uint32_t code, const char *what) {
        if (code) throw std::runtime_error(std::string(what) + ": " + llama2_rtl_message(code) + " (" + std::to_string(code) + ")");
    }

    // What comes out waits here, as in a FIFO of the host's.
    void seen() override {
        if (!top.m_axis_tvalid || !top.m_axis_tready) return;
        waiting.push_back(top.m_axis_tdata | (top.m_axis_tlast ? LLAMA2_RTL_TOKENS_LAST_MASK : 0));
        tell("out", top.m_axis_tdata);
    }

    uint32_t read_tokens(uint32_t offset) {
        if (offset == LLAMA2_RTL_TOKENS_STATE)
            return LLAMA2_RTL_TOKENS_ROOM_MASK | (waiting.empty() ? 0 : LLAMA2_RTL_TOKENS_WAITING_MASK);
        uint32_t word = waiting.at(0);
        waiting.pop_front();
        return word;
    }

    void send(uint32_t token, bool last) {
        top.s_axis_tdata = token;
        top.s_axis_tlast = last;
        top.s_axis_tvalid = 1;
        until([&] { return top.s_axis_tready; }, "the taking of a prompt's token", PATIENCE);
        tell("in", token);
        edge();
        top.s_axis_tvalid = 0;
    }

    // Not 0 where the next token does not come.
    int rest() {
        rested();
        for (int cycle = 0; cycle < 64 && waiting.empty(); cycle++) {
            settle();
            edge();
            if (++idle == PATIENCE) return 1;
        }
        if (!waiting.empty()) idle = 0;
        return 0;
    }

    // The memory of the port in whose part of the packed model the address lies.
    MemoryImage &image_at(uint64_t address) { return memories[(address - base("base", 0)) / FROM_PORT_TO_PORT].image; }

    static Bench *of(void *context) { return static_cast<Bench *>(context); }

    llama2_rtl_port port{
        this,
        [](void *context, uint32_t space, uint32_t offset) {
            return space == LLAMA2_RTL_REGISTERS ? of(context)->read(offset) : of(context)->read_tokens(offset);
        },
        [](void *context, uint32_t space, uint32_t offset, uint32_t word) {
            if (space == LLAMA2_RTL_REGISTERS) of(context)->write(offset, word);
            else of(context)->send(word, offset == LLAMA2_RTL_TOKENS_SEND_LAST);
        },
        [](void *context, uint64_t address, const void *bytes, size_t size) {
            if (!bytes) return of(context)->rest();
            for (size_t page = 0; page < size; page += MemoryImage::PAGE)
                std::memcpy(of(context)->image_at(address).at(address + page), static_cast<const char *>(bytes) + page,
                            std::min<size_t>(MemoryImage::PAGE, size - page));
            return 0;
        }};
    std::deque<uint32_t> waiting;
    uint64_t idle = 0;

    void tell(const char *event, unsigned token) {
        std::printf("{\"event\": \"%s\", \"token\": %u, \"cycle\": %llu}\n", event, token,
                    (unsigned long long)memories[0].cycles());
        std::fflush(stdout);
    }
};

int main(int count, char **words) { return run_bench<Bench>(count, words); }
