#include "sandbox/privileges.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <charconv>

namespace wsdissect::sandbox {

namespace {

std::optional<uid_t> as_number(const std::string& text) noexcept {
    uid_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [behind, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || behind != end) return std::nullopt;
    return number;
}

/// Who becomes another user cannot be traced, and should not be, but a sanitizer looks for leaks that way.
void let_sanitizer_trace() noexcept {
#ifdef WSDISSECT_SANITIZED
    (void)::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
#endif
}

/// Not even as root, should the system be set up so that the user may come back.
bool is_for_good(const Account& account) noexcept { return account.user == 0 || ::setuid(0) != 0; }

}  // namespace

std::optional<Account> find_account(const std::string& name_or_number) {
    const auto number = as_number(name_or_number);
    const passwd* const entry = number ? ::getpwuid(*number) : ::getpwnam(name_or_number.c_str());
    if (entry != nullptr) return Account{entry->pw_name, entry->pw_uid, entry->pw_gid};
    if (number) return Account{name_or_number, *number, *number};
    return std::nullopt;
}

bool may_change_user() noexcept { return ::geteuid() == 0; }

bool become(const Account& account) noexcept {
    const bool became = ::setgroups(0, nullptr) == 0 &&
                        ::setresgid(account.group, account.group, account.group) == 0 &&
                        ::setresuid(account.user, account.user, account.user) == 0 && is_for_good(account) &&
                        give_up_capabilities();
    if (became) let_sanitizer_trace();
    return became;
}

bool give_up_capabilities() noexcept {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
    return ::syscall(SYS_capset, &header, none.data()) == 0;
}

}  // namespace wsdissect::sandbox
