#include "cli/confining.hpp"

#include <fmt/format.h>

#include "wsdissect/crypto/sha1.hpp"

namespace wsdissect::cli {

namespace {

/// OpenSSL reads its configuration and picks its algorithms when it is first asked for something.
void initialise_libraries() { (void)crypto::sha1({}); }

std::string landlock_text(std::uint32_t version) {
    return version == 0 ? "no Landlock in this kernel" : fmt::format("Landlock version {}", version);
}

std::string seccomp_text(const sandbox::Offer& offer) {
    const std::string library = sandbox::libseccomp_version();
    if (library.empty()) return "built without libseccomp";
    return (offer.system_calls ? "seccomp, by " : "no seccomp in this kernel for ") + library;
}

constexpr std::string_view kSanitized = "left off in builds with sanitizers";

}  // namespace

void confine_this_program(const sandbox::Policy& policy, Diagnostics& diagnostics) {
    initialise_libraries();
    const sandbox::Offer offer = sandbox::offered();  // Afterwards it could not be asked for.
    const sandbox::InForce in_force = sandbox::confine(policy);
    if (offer.sanitized) return diagnostics.note(fmt::format("sandbox: {}", kSanitized));
    diagnostics.note(fmt::format("sandbox: new privileges: {}; system calls: {} ({}); paths: {} ({})",
                                 in_force.no_new_privileges ? "none" : "not limited",
                                 in_force.system_calls ? "limited" : "not limited", seccomp_text(offer),
                                 in_force.paths ? "limited" : "not limited",
                                 landlock_text(offer.landlock_version)));
}

std::string sandbox_text() {
    const sandbox::Offer offer = sandbox::offered();
    if (offer.sanitized) return fmt::format("sandbox: {}", kSanitized);
    return fmt::format("sandbox: {}, {}; in force in every command without --no-sandbox", seccomp_text(offer),
                       landlock_text(offer.landlock_version));
}

}  // namespace wsdissect::cli
