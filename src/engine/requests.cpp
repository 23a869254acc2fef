#include "engine/requests.hpp"

#include <algorithm>
#include <utility>

namespace wsdissect::engine {

Requests::~Requests() { context_.budget.give_back(waiting_.size() * sizeof(Request)); }

bool Requests::may_switch() const noexcept {
    return std::any_of(waiting_.begin(), waiting_.end(),
                       [](const Request& request) { return request.may_switch; });
}

Connection* Requests::newest_connection() const noexcept {
    return waiting_.empty() ? nullptr : waiting_.back().connection.get();
}

void Requests::push(Request request, const PacketStamp& now) {
    if (waiting_.size() >= kMax) drop(1, std::nullopt, now);
    context_.budget.count(sizeof(Request));
    waiting_.push_back(std::move(request));
}

Request Requests::take(bool switches, const PacketStamp& now) {
    if (switches && may_switch())
        while (!waiting_.front().may_switch) drop(1, std::nullopt, now);
    if (waiting_.empty()) return {};
    Request request = std::move(waiting_.front());
    drop(1, std::nullopt, now);
    return request;
}

void Requests::keep_newest(const PacketStamp& now) {
    if (waiting_.size() > 1) drop(waiting_.size() - 1, std::nullopt, now);
}

void Requests::on_tcp_end(Direction sender) {
    for (Request& request : waiting_)
        if (request.connection) request.connection->on_tcp_end(sender);
}

void Requests::end_all(std::optional<model::EndedBy> ending, const PacketStamp& last) {
    drop(waiting_.size(), ending, last);
}

void Requests::drop(std::size_t count, std::optional<model::EndedBy> ending, const PacketStamp& last) {
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
    for (auto request = waiting_.begin(); request != end; ++request)
        if (request->connection) request->connection->end(ending, last);
    waiting_.erase(waiting_.begin(), end);
    context_.budget.give_back(count * sizeof(Request));
}

}  // namespace wsdissect::engine
