#include "sandbox/privileges.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

using namespace wsdissect;

namespace {

/// Whether `claim` holds in a process of its own.
bool elsewhere(const std::function<bool()>& claim) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(claim() ? 0 : 1);
    int status = 0;
    (void)::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool can_capture() { return ::socket(AF_PACKET, SOCK_RAW, 0) >= 0; }

}  // namespace

TEST_CASE("sandbox/privileges: accounts are found by name and by number") {
    const auto root = sandbox::find_account("root");
    REQUIRE(root);
    CHECK(root->user == 0);
    CHECK(sandbox::find_account("0")->name == "root");
    // A number that has no entry is a user all the same.
    const auto unknown = sandbox::find_account("3999999");
    REQUIRE(unknown);
    CHECK(unknown->user == 3'999'999);
    CHECK(unknown->group == 3'999'999);
    CHECK(!sandbox::find_account("no such user"));
    CHECK(!sandbox::find_account("12x"));
}

TEST_CASE("sandbox/privileges: who became another user does not come back, and captures nothing") {
    if (!sandbox::may_change_user()) return;
    CHECK(elsewhere([] {
        const auto nobody = sandbox::find_account("nobody");
        return nobody && sandbox::become(*nobody) && ::getuid() == nobody->user &&
               ::getgid() == nobody->group && ::getgroups(0, nullptr) == 0 && ::setuid(0) != 0 &&
               !can_capture();
    }));
}

TEST_CASE("sandbox/privileges: root without capabilities captures nothing") {
    CHECK(elsewhere([] { return sandbox::give_up_capabilities() && !can_capture(); }));
}
