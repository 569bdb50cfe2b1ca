// The answers that a board owes its host, in their order, some of which may stay unsaid.
#pragma once

#include <deque>
#include <set>
#include <string>

#include "packets.h"

class Answers {
public:
    // A READY that comes while another waits may be lost, and an ACCEPTED that waits when a READY comes. The first of
    // all waits no more where it is `being_said`.
    void owe(const Packet &packet, bool being_said) {
        bool may_lack = false;
        for (size_t at = *said.begin() + being_said; packet.kind == READY && at < owed.size(); at++) {
            owed[at].may_lack |= owed[at].packet.kind == ACCEPTED;
            may_lack |= owed[at].packet.kind == READY;
        }
        owed.push_back({packet, may_lack});
    }

    // Whether the board may say a packet now.
    bool take(const Packet &packet) {
        std::set<size_t> after;
        for (size_t from : said)
            for (size_t at = from; at < owed.size(); at++) {
                if (owed[at].packet == packet) after.insert(at + 1);
                if (!owed[at].may_lack) break;
            }
        if (after.empty()) return false;
        said = after;
        return true;
    }

    // Whether nothing more has to come.
    bool done() const {
        size_t last = *said.rbegin();
        while (last < owed.size() && owed[last].may_lack) last++;
        return last == owed.size();
    }

    // What was not said will not be any more.
    void forget() { *this = Answers(); }

    std::string next() const {
        return *said.begin() < owed.size() ? owed[*said.begin()].packet.text() : "nothing";
    }

private:
    struct Owed {
        Packet packet;
        bool may_lack;
    };

    std::deque<Owed> owed;
    std::set<size_t> said{0};  // how many of them are said or lost: each that is possible
};
