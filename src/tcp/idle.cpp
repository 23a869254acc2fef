#include <algorithm>
#include <limits>

#include "tcp/tracker_impl.hpp"

namespace wsdissect::tcp {

namespace {

/// Silent flows are looked for so many times in the time that they may be silent.
constexpr std::int64_t kLooks = 8;
constexpr Timestamp kLatest{std::numeric_limits<std::int64_t>::max()};

}  // namespace

void Tracker::Impl::on_time(Timestamp now) {
    for (std::uint32_t number = 1; number <= pendings_.highest(); ++number) {
        Flow* const flow = pendings_.get(number).flow;
        if (flow == nullptr) continue;
        const End from = flow->half(End::lower).pending == number ? End::lower : End::higher;
        check_patience(*flow, from, flow->last(), now);
    }
    if (look_for_silent_ && is_time_to_look(now)) end_silent(now);
}

std::int64_t Tracker::Impl::look_interval() const noexcept {
    return std::max<std::int64_t>(idle_timeout_ / kLooks, 1);
}

/// Also where time went back by more than from one look to the next: that is then what the packets' clock
/// says, and one wrong time in the future does not put off all that follows.
bool Tracker::Impl::is_time_to_look(Timestamp now) const noexcept {
    return !look_for_silent_ || now >= *look_for_silent_ ||
           nanoseconds_between(now, *look_for_silent_) > look_interval();
}

/// Between two packets, wherever the batches end, so that the outcome does not depend on these.
void Tracker::Impl::follow_by_time(std::span<const Segment> segments) {
    std::size_t given = 0;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const Timestamp now = segments[i].packet.time;
        if (!is_time_to_look(now)) continue;
        follow_all(segments.subspan(given, i - given));
        given = i;
        end_silent(now);
    }
    follow_all(segments.subspan(given));
}

void Tracker::Impl::end_silent(Timestamp now) {
    look_for_silent_ =
        Timestamp{now.nanoseconds + std::min(look_interval(), nanoseconds_between(now, kLatest))};
    std::vector<Flow*> silent;
    table_.for_each_silent([&](Timestamp last) { return nanoseconds_between(last, now) >= idle_timeout_; },
                           [&](Flow& flow) { silent.push_back(&flow); });
    std::sort(silent.begin(), silent.end(),
              [](const Flow* a, const Flow* b) { return a->last_packet < b->last_packet; });
    for (Flow* const flow : silent) end_and_forget(*flow);
}

/// What comes after all is a flow of its own.
void Tracker::Impl::end_and_forget(Flow& flow) {
    end(flow, FlowEnding::timeout, std::nullopt);
    table_.erase(flow);
    budget_.give_back(FlowTable::kCostPerFlow);
}

}  // namespace wsdissect::tcp
