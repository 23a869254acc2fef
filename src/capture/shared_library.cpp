#include "capture/shared_library.hpp"

#include <dlfcn.h>

namespace wsdissect::capture {

SharedLibrary::SharedLibrary(const char* name) noexcept
    : handle_(::dlopen(name, RTLD_NOW | RTLD_LOCAL)), complete_(handle_ != nullptr) {}

void* SharedLibrary::find(const char* name) noexcept {
    void* const found = handle_ == nullptr ? nullptr : ::dlsym(handle_, name);
    if (found == nullptr) complete_ = false;
    return found;
}

}  // namespace wsdissect::capture
