#pragma once
// Standard input, output and error as a program may be started with them: closed.

namespace wsdissect::cli {

/// Takes the numbers of those that are closed, so that no file or socket gets one of them and with it what is
/// meant for standard output or error. Reading and writing them fails as before (EBADF). To be called before
/// anything is opened.
void occupy_closed_standard_descriptors() noexcept;

}  // namespace wsdissect::cli
