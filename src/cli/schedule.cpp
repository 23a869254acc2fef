#include "cli/schedule.hpp"

#include <algorithm>
#include <utility>

namespace wsdissect::cli {

Schedule::Schedule(SchedulePlan plan) : plan_(std::move(plan)), jobs_(plan_.jobs), free_(plan_.jobs) {}

std::optional<Assignment> Schedule::next(std::optional<Task> last) {
    std::unique_lock lock(mutex_);
    while (!over()) {
        if (const auto assignment = choose(last)) {
            begin(*assignment);
            return assignment;
        }
        changed_.wait(lock);
    }
    return std::nullopt;
}

bool Schedule::over() const { return closed_ || (input_ended_ && free_ == jobs_.size()); }

/// What is furthest on its way comes first, so that memory is free again soon, but for who has been decoding.
std::optional<Assignment> Schedule::choose(std::optional<Task> last) const {
    if (last == Task::decode)
        if (const auto assignment = in_turn(Task::decode)) return assignment;
    for (const Task task : {Task::write, Task::print, Task::decode})
        if (const auto assignment = in_turn(task)) return assignment;
    return taking_in();
}

/// The job that has the block whose turn it is.
std::optional<Assignment> Schedule::in_turn(Task task) const {
    const auto find = [this, task](State state, std::uint64_t place) -> std::optional<Assignment> {
        const auto job = std::find_if(jobs_.begin(), jobs_.end(), [&](const Job& each) {
            return each.state == state && each.place == place;
        });
        if (job == jobs_.end()) return std::nullopt;
        return Assignment{task, static_cast<std::size_t>(job - jobs_.begin())};
    };
    switch (task) {
        case Task::take_in: break;
        case Task::decode: return decoding_ ? std::nullopt : find(State::taken_in, decode_next_);
        case Task::print: return find(State::decoded, print_next_);
        case Task::write: return writing_ ? std::nullopt : find(State::printed, write_next_);
    }
    return std::nullopt;
}

std::optional<Assignment> Schedule::taking_in() const {
    if (input_ended_ || free_ == 0) return std::nullopt;
    const bool idle = free_ == jobs_.size();
    if (!plan_.side_by_side && !idle && (taking_in_ > 0 || !plan_.ready())) return std::nullopt;
    const auto job =
        std::find_if(jobs_.begin(), jobs_.end(), [](const Job& each) { return each.state == State::free; });
    return Assignment{Task::take_in, static_cast<std::size_t>(job - jobs_.begin())};
}

void Schedule::begin(const Assignment& assignment) {
    jobs_[assignment.job].state = State::in_work;
    switch (assignment.task) {
        case Task::take_in:
            --free_;
            ++taking_in_;
            break;
        case Task::decode: decoding_ = true; break;
        case Task::print: ++print_next_; break;
        case Task::write: writing_ = true; break;
    }
}

void Schedule::finish(std::size_t job, State state) {
    jobs_[job].state = state;
    if (state == State::free) ++free_;
    changed_.notify_all();
}

void Schedule::taken_in(std::size_t job, std::uint64_t place) {
    const std::lock_guard lock(mutex_);
    jobs_[job].place = place;
    --taking_in_;
    finish(job, State::taken_in);
}

void Schedule::input_ended(std::size_t job) {
    const std::lock_guard lock(mutex_);
    --taking_in_;
    input_ended_ = true;
    finish(job, State::free);
}

void Schedule::decoded(std::size_t job) {
    const std::lock_guard lock(mutex_);
    decoding_ = false;
    ++decode_next_;
    if (!plan_.printing) ++write_next_;
    finish(job, plan_.printing ? State::decoded : State::free);
}

void Schedule::printed(std::size_t job) {
    const std::lock_guard lock(mutex_);
    finish(job, State::printed);
}

void Schedule::written(std::size_t job) {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    ++write_next_;
    finish(job, State::free);
}

bool Schedule::wait_for_those_before(std::size_t job) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || write_next_ == jobs_[job].place; });
    return !closed_;
}

void Schedule::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
}

}  // namespace wsdissect::cli
