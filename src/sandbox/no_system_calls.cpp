// Built without libseccomp: there is no lock on system calls.

#include "sandbox/confinement.hpp"

namespace wsdissect::sandbox {

bool filter_system_calls(const Policy&) { return false; }
std::string libseccomp_version() { return {}; }

}  // namespace wsdissect::sandbox
