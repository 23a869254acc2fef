#include "sandbox/confinement.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <string>
#include <thread>

using namespace wsdissect;

namespace {

const std::string kOne = std::string(WSDISSECT_SOURCE_DIR) + "/samples/article.pcap";
const std::string kOther = std::string(WSDISSECT_SOURCE_DIR) + "/samples/curl.pcap";

/// What `call` gives in a process of its own that was confined: 0, or an errno.
int confined(const sandbox::Policy& policy, const std::function<bool()>& call) {
    const pid_t child = ::fork();
    if (child == 0) {
        (void)sandbox::confine(policy);
        errno = 0;
        ::_exit(call() ? 0 : errno);
    }
    int status = 0;
    (void)::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool can_open(const std::string& path, int flags = O_RDONLY) {
    return ::open(path.c_str(), flags, 0600) >= 0;
}

bool can_execute() {
    char name[] = "/bin/true";
    char* arguments[] = {name, nullptr};
    ::execv(name, arguments);
    return false;
}

bool can_map(int protection) {
    return ::mmap(nullptr, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

bool can_start_thread() {
    bool ran = false;
    std::thread([&] { ran = true; }).join();
    return ran;
}

bool can_signal(pid_t process, pid_t thread) { return ::syscall(SYS_tgkill, process, thread, 0) == 0; }

bool can_read_limit(pid_t process) {
    rlimit limit{};
    return ::prlimit(process, RLIMIT_CORE, nullptr, &limit) == 0;
}

bool can_set_limit() {
    const rlimit none{};
    return ::prlimit(0, RLIMIT_CORE, &none, nullptr) == 0;
}

/// Sanitizer builds leave the locks open; a kernel or a build without one has nothing to show.
bool filters() { return !sandbox::offered().sanitized && sandbox::offered().system_calls; }
bool limits_paths() { return !sandbox::offered().sanitized && sandbox::offered().landlock_version > 0; }

}  // namespace

TEST_CASE("sandbox/confinement: what decoding does not take fails") {
    if (!filters()) return;
    const sandbox::Policy reads{.opens_files = true};
    CHECK(confined(reads, [] { return ::socket(AF_INET, SOCK_STREAM, 0) >= 0; }) == EPERM);
    CHECK(confined(reads, can_execute) == EPERM);
    CHECK(confined(reads, [] { return ::fork() >= 0; }) == EPERM);
    CHECK(confined(reads, [] { return can_map(PROT_READ | PROT_WRITE | PROT_EXEC); }) == EPERM);
    CHECK(confined(reads, [] { return ::kill(::getppid(), 0) == 0; }) == EPERM);
    CHECK(confined(reads, [] { return can_signal(::getppid(), ::getppid()); }) == EPERM);
    CHECK(confined(reads, [] { return can_read_limit(::getppid()); }) == EPERM);
    CHECK(confined(reads, can_set_limit) == EPERM);
    CHECK(confined(reads, [] { return ::unlink("/nonexistent") == 0; }) == EPERM);
    CHECK(confined(reads, [] { return can_open("/tmp/wsdissect-never", O_WRONLY | O_CREAT); }) == EPERM);
    CHECK(confined({}, [] { return can_open(kOne); }) == EPERM);
    int value = 0;
    CHECK(confined({}, [&] { return ::prctl(PR_GET_PDEATHSIG, &value) == 0; }) == EPERM);
}

TEST_CASE("sandbox/confinement: what decoding takes goes on") {
    const sandbox::Policy policy{.readable = {kOne}, .opens_files = true};
    CHECK(confined(policy, [] { return can_open(kOne); }) == 0);
    CHECK(confined(policy, [] { return can_map(PROT_READ | PROT_WRITE); }) == 0);
    CHECK(confined(policy, can_start_thread) == 0);
    CHECK(confined(policy, [] { return can_signal(::getpid(), ::gettid()); }) == 0);
    CHECK(confined(policy, [] { return can_read_limit(0); }) == 0);
}

TEST_CASE("sandbox/confinement: only files that were named can be opened") {
    if (!limits_paths()) return;
    const sandbox::Policy policy{.readable = {kOne, "/nonexistent"}, .opens_files = true};
    CHECK(confined(policy, [] { return can_open(kOne); }) == 0);
    CHECK(confined(policy, [] { return can_open(kOther); }) == EACCES);
    CHECK(confined(policy, [] { return can_open("/etc/passwd"); }) == EACCES);
}

TEST_CASE("sandbox/confinement: what is in force is what was offered") {
    const sandbox::Offer offer = sandbox::offered();
    const pid_t child = ::fork();
    if (child == 0) {
        const sandbox::InForce locks = sandbox::confine({.opens_files = true});
        const bool as_offered = locks.no_new_privileges == !offer.sanitized &&
                                locks.system_calls == (!offer.sanitized && offer.system_calls) &&
                                locks.paths == (!offer.sanitized && offer.landlock_version > 0);
        ::_exit(as_offered ? 0 : 1);
    }
    int status = 0;
    (void)::waitpid(child, &status, 0);
    CHECK(WEXITSTATUS(status) == 0);
}
