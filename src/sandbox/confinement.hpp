#pragma once
// Confines this process: from then on it can do what decoding and printing takes, and nothing else. It cannot
// be undone, and holds for every thread that is started afterwards.
//
// Three locks, each of which holds without the others: no new privileges (by setuid programs), a filter of
// system calls (seccomp), and one of paths (Landlock). What a library wants to do for the first time
// afterwards, such as opening a file of its own, fails.

#include <cstdint>
#include <string>
#include <vector>

namespace wsdissect::sandbox {

/// What can be had here: of the kernel, and of what this program was built with.
struct Offer {
    /// Compiled with a sanitizer, whose own system calls are not known: nothing is confined.
    bool sanitized = false;
    bool system_calls = false;           ///< seccomp.
    std::uint32_t landlock_version = 0;  ///< Of its interface; 0: there is none.
};
[[nodiscard]] Offer offered() noexcept;
/// `libseccomp 2.5.4`; empty where this program was built without.
[[nodiscard]] std::string libseccomp_version();

struct Policy {
    /// Files that may still be opened, to be read. Those that are not there are left out.
    std::vector<std::string> readable = {};
    /// Whether files may be opened at all.
    bool opens_files = false;
    /// Whether sockets that are open may be asked for what they counted.
    bool captures = false;
};

/// What holds now.
struct InForce {
    bool no_new_privileges = false;
    bool system_calls = false;
    bool paths = false;
};

/// To be called before there is another thread. What cannot be had is left out.
[[nodiscard]] InForce confine(const Policy& policy);

/// The single locks of which `confine` is made. False: it is not to be had.
[[nodiscard]] bool filter_system_calls(const Policy& policy);
[[nodiscard]] bool limit_paths(const Policy& policy);
/// The version of the kernel's interface for the latter; 0: there is none, or it is not in use.
[[nodiscard]] std::uint32_t landlock_version() noexcept;

}  // namespace wsdissect::sandbox
