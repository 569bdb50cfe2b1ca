// Runs tokens from a position on through `llama2_rtl_axi` and counts the cycles of the last one, or of one pass.
//
//   token_bench beat_bytes=n base=address kv_base=address kv_pages=n [image=file] [kv=file] position=n token=n tokens=n batch=n texts=n
//               [logits=file] latency=n outstanding=n gap_interval=n gap=n first_stage=n last_stage=n classifier=n
//
// Without a file the bytes at an address are a hash of it; what the core writes to the KV cache lands in the file `kv`.
// The first pass is of `batch` tokens of a prompt, as many as the core has vectors or fewer: `token` and those that
// follow it in the vocabulary; or of one token for each of so many `texts` that share it, all at the position: the logits are
// then those of all texts, one after the other. The last line printed is a JSON object: the tokens chosen, the last
// one's cycles from its start to the next one's, those of them before the classifier's stage, what they were, and the bus's
// beats meanwhile. Lines before it show progress.
#include <fstream>
#include <vector>

#include "Vllama2_rtl_axi___024root.h"
#include "host.h"
#include "texts.h"

#define CORE(name) (top.rootp->llama2_rtl_axi__DOT__u_decoder__DOT__##name)

// Whose a sum of a row is, and who chooses: of one vector it.
#if VECTORS > 1
#define Y_VECTOR CORE(y_vector)
#define CHOICE CORE(choice)
#define CHOICE_VECTOR CORE(choice_vector)
#else
#define Y_VECTOR 0
#define CHOICE CORE(token_done)
#define CHOICE_VECTOR 0
#endif

// A logit of 32 bits among those that leave the engine in one cycle: of a word of up to 64 bits, and of a wider one.
static int32_t logit_of(uint64_t word, unsigned place) { return word >> 32 * place; }

template <size_t WORDS> int32_t logit_of(const VlWide<WORDS> &words, unsigned place) { return words[place]; }

class Bench : public Host {
public:
    using Host::Host;

    void run() {
        llama2_rtl_run run{};
        run.resume = 1;  // at the position that is set here
        start(run);
        resume_texts();
        for (auto *position : TEXT_POSITIONS(top)) *position = option("position");
        top.s_axis_tvalid = top.m_axis_tready = 1;
        for (uint64_t index = 0; index < option("batch") * option("texts"); index++) {
            top.s_axis_tdata = option("token") + index;
            top.s_axis_tlast = option("texts") > 1 || index + 1 == option("batch");
#if TEXTS > 1
            top.s_axis_tid = index;
#endif
            until([&] { return top.s_axis_tready; }, "the taking of a prompt's token");
            edge();
        }
        until([&] { return CORE(token_start); }, "the token's start");
        for (uint64_t token = 0; token < option("tokens"); token++) count_token();
        top.s_axis_tvalid = 0;
        report();
        end();
    }

private:
    static constexpr uint64_t PROGRESS = 1 << 20;

    // The other texts go on as the first one does, which the start has told so.
    void resume_texts() {
        for (unsigned offset : RESUMES_OF_TEXTS) write(offset, 1);
    }

    // From the middle of the cycle of a token's start to that of the next one's.
    void count_token() {
        cycles = before_classifier = beats = stalls = 0;
        bubbles.clear();
        for (auto &own : logits) own.clear();
        uint64_t gap = 0, last_beat = 0, read_before = sum(&AxiMemory::read_beats), written_before = sum(&AxiMemory::written_beats);
        unsigned last = option("last_stage");
        do {
            bool engine = CORE(weight_beat) || CORE(attention_beat);
            if (!before_classifier && CORE(stage) == option("last_stage")) before_classifier = cycles;
            cycles++;
            if (engine) {
                if (gap) bubbles[{last, CORE(stage)}] += gap;
                gap = 0;
                last = CORE(stage);
            }
            if (engine) last_beat = cycles;
            if (engine || CORE(parameter_beat)) beats++;
            else if (CORE(stall)) stalls++;
            else gap++;
            if (CORE(y_valid) && CORE(y_dest) == option("classifier"))
                for (unsigned place = 0; place < TAIL; place++) logits[Y_VECTOR].push_back(logit_of(CORE(y), place));
            if (CHOICE) chosen[CHOICE_VECTOR] = CORE(next_token);
            if (cycles % PROGRESS == 0) {
                std::printf("cycle %llu, stage %u\n", (unsigned long long)cycles, unsigned(CORE(stage)));
                std::fflush(stdout);
            }
            if (cycles - last_beat > LIMIT) throw std::runtime_error("nothing moves in stage " + std::to_string(CORE(stage)));
            edge();
            settle();
        } while (!CORE(token_start));
        if (gap) bubbles[{last, option("first_stage")}] += gap;
        read_beats = sum(&AxiMemory::read_beats) - read_before;
        written_beats = sum(&AxiMemory::written_beats) - written_before;
    }

    void report() {
        if (options.count("logits")) {
            std::ofstream file(options.at("logits"), std::ios::binary);
            for (auto own = logits.end() - option("texts"); own != logits.end(); own++)
                file.write(reinterpret_cast<const char *>(own->data()), own->size() * sizeof(int32_t));
        }
        std::string pairs, tokens;
        for (auto own = chosen.end() - option("texts"); own != chosen.end(); own++)
            tokens += (tokens.empty() ? "" : ", ") + std::to_string(*own);
        for (auto &[pair, count] : bubbles)
            pairs += (pairs.empty() ? "[" : ", [") + std::to_string(pair.first) + ", " + std::to_string(pair.second) +
                     ", " + std::to_string(count) + "]";
        std::printf("{\"tokens\": [%s], \"cycles\": %llu, \"before_classifier\": %llu, \"beats\": %llu, \"stalls\": %llu, "
                    "\"bubbles\": [%s], \"read_beats\": %llu, \"written_beats\": %llu}\n",
                    tokens.c_str(), (unsigned long long)cycles, (unsigned long long)before_classifier,
                    (unsigned long long)beats, (unsigned long long)stalls, pairs.c_str(), (unsigned long long)read_beats, (unsigned long long)written_beats);
    }

    uint64_t cycles = 0, before_classifier = 0, beats = 0, stalls = 0, read_beats = 0, written_beats = 0;
    std::vector<unsigned> chosen = std::vector<unsigned>(VECTORS);
    std::map<std::pair<unsigned, unsigned>, uint64_t> bubbles;
    std::vector<std::vector<int32_t>> logits = std::vector<std::vector<int32_t>>(VECTORS);
};

int main(int count, char **words) { return run_bench<Bench>(count, words); }
