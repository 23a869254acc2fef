#pragma once
// SIGINT, SIGTERM and SIGHUP as something to wait for, instead of an interruption. Those that the process was
// started to ignore, as by nohup or in the background of a shell, stay ignored.

#include <csignal>

namespace wsdissect::cli {

/// Made before any other thread is, so that no thread is interrupted.
class EndingSignals {
  public:
    EndingSignals();
    ~EndingSignals();
    EndingSignals(const EndingSignals&) = delete;
    EndingSignals& operator=(const EndingSignals&) = delete;

    /// Readable once one of them came.
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    /// From now on they end the process, by way of the calling thread: for people who press Ctrl-C twice,
    /// since what is left to do takes too long. What came before is forgotten.
    void let_interrupt() const noexcept;

  private:
    sigset_t signals_;
    int descriptor_;
};

/// Where standard input is a pipe, the first Ctrl-C is for who writes into it: that ends, with it the input,
/// and what is left to say is said. The second one ends this process.
void leave_first_interrupt_to_the_writer() noexcept;

}  // namespace wsdissect::cli
