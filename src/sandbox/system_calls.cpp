// The lock on system calls. Listed is what decoding and printing takes; everything else fails with EPERM.

#include <fcntl.h>
#include <linux/sockios.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include "sandbox/confinement.hpp"

namespace wsdissect::sandbox {

namespace {

/// Whatever their arguments.
constexpr std::array kAllowed = {
    // Reading and writing what is open.
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(pwrite64),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(ftruncate),
    SCMP_SYS(fadvise64),
    SCMP_SYS(fcntl),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    // Memory.
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    // Threads, and what they wait by.
    SCMP_SYS(futex),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(gettid),
    SCMP_SYS(getpid),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    // Signals: a failure ends the process by abort, for which see below.
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    // What is asked of the system.
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(getrandom),
    SCMP_SYS(sysinfo),
    SCMP_SYS(getrusage),
    SCMP_SYS(uname),
};

/// Whether it is a terminal, and how wide.
constexpr std::array<std::uint64_t, 2> kTerminalRequests = {TCGETS, TIOCGWINSZ};
/// Whether an interface is up, and what it is called.
constexpr std::array<std::uint64_t, 2> kInterfaceRequests = {SIOCGIFFLAGS, SIOCGIFNAME};

/// Arguments are counted from 0 on.
scmp_arg_cmp is(unsigned argument, std::uint64_t value) noexcept {
    return {.arg = argument, .op = SCMP_CMP_EQ, .datum_a = value, .datum_b = 0};
}
scmp_arg_cmp is_request(std::uint64_t request) noexcept { return is(1, request); }

struct ReleaseFilter {
    void operator()(void* filter) const noexcept { seccomp_release(filter); }
};

/// Collects rules; the first that does not go in spoils all.
class Rules {
  public:
    Rules() : filter_(seccomp_init(SCMP_ACT_ERRNO(EPERM))), good_(filter_ != nullptr) {}

    void allow(int call) { note(seccomp_rule_add(filter_.get(), SCMP_ACT_ALLOW, call, 0)); }
    /// Where all conditions hold.
    template <class... Conditions>
    void allow(int call, const Conditions&... conditions) {
        const std::array all{conditions...};
        note(seccomp_rule_add_array(filter_.get(), SCMP_ACT_ALLOW, call, static_cast<unsigned>(all.size()),
                                    all.data()));
    }
    void refuse(int call, int error_number) {
        note(seccomp_rule_add(filter_.get(), SCMP_ACT_ERRNO(static_cast<std::uint32_t>(error_number)), call,
                              0));
    }
    /// From now on they hold.
    [[nodiscard]] bool load() {
        if (!good_) return false;
        // Long lists are searched as trees; no filter is worth being slow for.
        (void)seccomp_attr_set(filter_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
        return seccomp_load(filter_.get()) == 0;
    }

  private:
    void note(int status) noexcept { good_ = good_ && status == 0; }

    std::unique_ptr<void, ReleaseFilter> filter_;
    bool good_;
};

/// Memory, but none that can be executed.
void allow_memory(Rules& rules) {
    const scmp_arg_cmp not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    rules.allow(SCMP_SYS(mmap), not_executable);
    rules.allow(SCMP_SYS(mprotect), not_executable);
}

/// Threads, but no processes. What clone3 is to do stands in memory, where no filter can look: it is told to
/// be missing, and the C library takes clone.
void allow_threads(Rules& rules) {
    rules.allow(SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    rules.refuse(SCMP_SYS(clone3), ENOSYS);
}

/// Not others of the same user: signals, and limits only to be asked for.
void allow_of_this_process(Rules& rules) {
    const auto own = static_cast<std::uint64_t>(::getpid());
    rules.allow(SCMP_SYS(tgkill), is(0, own));
    rules.allow(SCMP_SYS(prlimit64), is(0, 0), is(2, 0));
}

void allow_reading_files(Rules& rules) {
    constexpr std::uint64_t kChanging = O_ACCMODE | O_CREAT | O_TRUNC;
    rules.allow(SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, kChanging, O_RDONLY));
}

}  // namespace

bool filter_system_calls(const Policy& policy) {
    Rules rules;
    for (const int call : kAllowed) rules.allow(call);
    for (const std::uint64_t request : kTerminalRequests) rules.allow(SCMP_SYS(ioctl), is_request(request));
    allow_memory(rules);
    allow_threads(rules);
    allow_of_this_process(rules);
    if (policy.opens_files) allow_reading_files(rules);
    if (policy.captures) {
        rules.allow(SCMP_SYS(getsockopt));
        for (const std::uint64_t request : kInterfaceRequests)
            rules.allow(SCMP_SYS(ioctl), is_request(request));
    }
    return rules.load();
}

std::string libseccomp_version() {
    const scmp_version* const version = seccomp_version();
    return fmt::format("libseccomp {}.{}.{}", version->major, version->minor, version->micro);
}

}  // namespace wsdissect::sandbox
