// The lock on paths, by Landlock's system calls: the C library has no functions for them, and older headers
// do not know them.

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>

#include "sandbox/confinement.hpp"

namespace wsdissect::sandbox {

namespace {

// Numbers that are the same on every architecture (linux/landlock.h, asm-generic/unistd.h).
constexpr long kCreateRuleset = 444;
constexpr long kAddRule = 445;
constexpr long kRestrictSelf = 446;
constexpr std::uint32_t kAskVersion = 1;
constexpr int kPathBeneath = 1;
constexpr std::uint64_t kReadFile = 1U << 2;

struct RulesetAttributes {
    std::uint64_t files;
    std::uint64_t network;
    std::uint64_t scopes;
};
struct [[gnu::packed]] PathBeneath {
    std::uint64_t allowed;
    std::int32_t descriptor;
};

/// What a version of the interface has that those before it do not have.
struct Version {
    std::uint32_t number;
    std::uint64_t rights;  ///< To files, all.
    std::uint64_t network;
    std::uint64_t scopes;
    std::size_t attributes_length;  ///< Octets.
};
constexpr std::array kVersions = {
    Version{1, 0x1fff, 0, 0, 8},  Version{2, 0x3fff, 0, 0, 8},  Version{3, 0x7fff, 0, 0, 8},
    Version{4, 0x7fff, 3, 0, 16}, Version{5, 0xffff, 3, 0, 16}, Version{6, 0xffff, 3, 3, 24},
};

const Version& newest_up_to(std::uint32_t number) noexcept {
    const Version* newest = &kVersions.front();
    for (const Version& version : kVersions)
        if (version.number <= number) newest = &version;
    return *newest;
}

void allow_reading(int ruleset, const std::string& path) noexcept {
    const int file = ::open(path.c_str(), O_PATH | O_CLOEXEC);
    if (file < 0) return;
    const PathBeneath rule{kReadFile, file};
    (void)::syscall(kAddRule, ruleset, kPathBeneath, &rule, 0);
    (void)::close(file);
}

}  // namespace

std::uint32_t landlock_version() noexcept {
    const long version = ::syscall(kCreateRuleset, nullptr, 0, kAskVersion);
    return version > 0 ? static_cast<std::uint32_t>(version) : 0;
}

bool limit_paths(const Policy& policy) {
    const std::uint32_t offered_version = landlock_version();
    if (offered_version == 0) return false;
    const Version& version = newest_up_to(offered_version);
    const RulesetAttributes handled{version.rights, version.network, version.scopes};
    const auto ruleset = static_cast<int>(::syscall(kCreateRuleset, &handled, version.attributes_length, 0));
    if (ruleset < 0) return false;
    for (const std::string& path : policy.readable) allow_reading(ruleset, path);
    const bool restricted = ::syscall(kRestrictSelf, ruleset, 0) == 0;
    (void)::close(ruleset);
    return restricted;
}

}  // namespace wsdissect::sandbox
