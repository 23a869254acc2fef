#pragma once
// Giving up the privileges that it took to open an interface.

#include <sys/types.h>

#include <optional>
#include <string>

namespace wsdissect::sandbox {

struct Account {
    std::string name;
    uid_t user = 0;
    gid_t group = 0;
};

/// By name or by number. Empty: there is none.
[[nodiscard]] std::optional<Account> find_account(const std::string& name_or_number);

/// Whether this process may become another user.
[[nodiscard]] bool may_change_user() noexcept;

/// Becomes that user for good, in its group alone, and gives up every capability. False: that was not
/// possible, and errno says why.
[[nodiscard]] bool become(const Account& account) noexcept;
/// Gives up every capability that this process has as the user that it is.
[[nodiscard]] bool give_up_capabilities() noexcept;

}  // namespace wsdissect::sandbox
