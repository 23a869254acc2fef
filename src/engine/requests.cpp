#include "engine/requests.hpp"

#include <algorithm>
#include <utility>

namespace wsdissect::engine {

Requests::~Requests() {
    while (!empty()) (void)remove_oldest();
}

bool Requests::may_switch() const noexcept {
    return oldest_.may_switch || std::any_of(later_.begin(), later_.end(),
                                             [](const Request& request) { return request.may_switch; });
}

Connection* Requests::newest_connection() const noexcept {
    return later_.empty() ? oldest_.connection.get() : later_.back().connection.get();
}

void Requests::push(Request request, const PacketStamp& now) {
    if (size() >= kMax) drop_oldest({}, now);
    context_.budget.count(memory_of(request));
    if (empty()) {
        oldest_ = std::move(request);
    } else {
        later_.push_back(std::move(request));
    }
}

Request Requests::take(const Answer& answer, const PacketStamp& now) {
    const auto may_answer = [&](const Request& request) {
        return !answer.received || distance(request.begins, *answer.received) > 0;
    };
    if (empty() || !may_answer(oldest_)) return {};
    while (!answer.whole && size() > 1 && oldest_.may_switch && may_answer(later_.front()))
        drop_oldest({}, now);
    if (answer.switches && may_switch()) {
        const auto first =
            std::ranges::find_if(later_, [](const Request& request) { return request.may_switch; });
        if (!oldest_.may_switch && !may_answer(*first)) return {};
        while (!oldest_.may_switch) drop_oldest({}, now);
    }
    return remove_oldest();
}

void Requests::keep_newest(const PacketStamp& now) {
    while (size() > 1) drop_oldest({}, now);
}

void Requests::end_all(const Unanswered& how, const PacketStamp& last) {
    while (!empty()) drop_oldest(how, last);
}

Request Requests::remove_oldest() {
    Request oldest = std::move(oldest_);
    if (later_.empty()) {
        oldest_ = {};
    } else {
        oldest_ = std::move(later_.front());
        later_.erase(later_.begin());
    }
    context_.budget.give_back(memory_of(oldest));
    return oldest;
}

void Requests::drop_oldest(const Unanswered& how, const PacketStamp& last) {
    tell_dropped(remove_oldest(), how, last);
}

void tell_dropped(const Request& dropped, const Unanswered& how, const PacketStamp& last) {
    if (!dropped.connection) return;
    dropped.connection->on_no_response(dropped.view(), last, how.certain);
    dropped.connection->end(how.ending, last, how.reset_by);
}

}  // namespace wsdissect::engine
