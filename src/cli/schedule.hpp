#pragma once
// Which thread does what to which block next.
//
// A block is taken in (read, cut into packets, their headers read), decoded, printed, written. It lies in a
// job meanwhile, of which there are a few more than threads. Blocks are taken in and printed side by side,
// decoded and written one at a time and in their order. Decoding is what all else waits for, and it needs the
// state of the connections, a million octets and more, which lies in the caches of the processor that used it
// last: so the thread that decoded a block decodes the next one if that is there, and the others see to it
// that it is.

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace wsdissect::cli {

enum class Task : std::uint8_t { take_in, decode, print, write };

struct Assignment {
    Task task = Task::take_in;
    std::size_t job = 0;  ///< 0, 1, 2 and so on.
};

struct SchedulePlan {
    std::size_t jobs = 1;
    /// Whether blocks can be taken in side by side. Otherwise it is one after the other, and never while it
    /// would have to be waited for, unless there is nothing else to do in the whole program: then all that
    /// came has been written.
    bool side_by_side = false;
    bool printing = false;             ///< Otherwise a block is done when it is decoded.
    std::function<bool()> ready = {};  ///< Whether taking in would not wait; asked where not side by side.
};

/// To be called by any number of threads, each with assignments of its own.
class Schedule {
  public:
    explicit Schedule(SchedulePlan plan);

    /// What the calling thread is to do; waits until there is something. Empty: there is nothing any more.
    /// `last`: what it did before; empty where it is all the same to it.
    [[nodiscard]] std::optional<Assignment> next(std::optional<Task> last);

    // Reports of what was assigned. Blocks are numbered in their order, from 0 on.
    void taken_in(std::size_t job, std::uint64_t place);
    /// Nothing was there for the job to take in, and nothing will be.
    void input_ended(std::size_t job);
    void decoded(std::size_t job);
    void printed(std::size_t job);
    void written(std::size_t job);

    /// Waits until all blocks before the one that the job has are written. False: the schedule was closed.
    [[nodiscard]] bool wait_for_those_before(std::size_t job);
    /// There is nothing to do any more, whatever is under way.
    void close();

  private:
    enum class State : std::uint8_t { free, in_work, taken_in, decoded, printed };
    struct Job {
        State state = State::free;
        std::uint64_t place = 0;  ///< Of its block; meaningful from `taken_in` on.
    };

    [[nodiscard]] std::optional<Assignment> choose(std::optional<Task> last) const;
    [[nodiscard]] std::optional<Assignment> in_turn(Task task) const;
    [[nodiscard]] std::optional<Assignment> taking_in() const;
    void begin(const Assignment& assignment);
    void finish(std::size_t job, State state);
    [[nodiscard]] bool over() const;

    SchedulePlan plan_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Job> jobs_;
    std::size_t free_;               ///< Jobs without a block.
    std::size_t taking_in_ = 0;      ///< Threads that do.
    std::uint64_t decode_next_ = 0;  ///< The block whose turn it is, or that is in work:
    std::uint64_t print_next_ = 0;
    std::uint64_t write_next_ = 0;
    bool decoding_ = false;  ///< The one before is in work.
    bool writing_ = false;
    bool input_ended_ = false;
    bool closed_ = false;
};

}  // namespace wsdissect::cli
