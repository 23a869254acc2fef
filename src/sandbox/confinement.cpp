#include "sandbox/confinement.hpp"

#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wsdissect::sandbox {

namespace {

#ifdef WSDISSECT_SANITIZED
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

bool kernel_filters_system_calls() noexcept {
    const std::uint32_t action = SECCOMP_RET_ERRNO;
    return ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

}  // namespace

Offer offered() noexcept {
    return {kSanitized, !libseccomp_version().empty() && kernel_filters_system_calls(), landlock_version()};
}

/// Paths first: to lock them takes calls that the filter does not let through.
InForce confine(const Policy& policy) {
    InForce in_force;
    if (kSanitized) return in_force;
    in_force.no_new_privileges = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    in_force.paths = limit_paths(policy);
    in_force.system_calls = filter_system_calls(policy);
    return in_force;
}

}  // namespace wsdissect::sandbox
