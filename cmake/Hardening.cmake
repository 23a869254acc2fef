# What keeps a mistake in the program from becoming somebody's way into it: the program reads what attackers write. All
# of it is for our own targets (wsdissect_flags); nothing reaches those who link the library.
# tests/e2e/hardening_test.py reads the built program for it.

include(CheckCXXCompilerFlag)
include(CheckLinkerFlag)
include(CheckPIESupported)

# Nothing of the program lies where it can be known beforehand.
check_pie_supported()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# harden TARGET: adds the flags to what users of an interface target are compiled and linked with.
function(harden target)
    # Functions with arrays or whose variables' addresses are taken notice that their frame was overwritten.
    set(wanted -fstack-protector-strong)
    # A large frame cannot jump over the guard page below the stack.
    list(APPEND wanted -fstack-clash-protection)
    # Control-flow enforcement: indirect jumps have marked destinations, and returns go where calls came from.
    list(APPEND wanted -fcf-protection=full)
    foreach(flag ${wanted})
        string(MAKE_C_IDENTIFIER WSDISSECT_HAS${flag} has)
        check_cxx_compiler_flag(${flag} ${has})
        if(${has})
            target_compile_options(${target} INTERFACE ${flag})
        endif()
    endforeach()
    # The C library checks lengths that the compiler knows. It takes optimisation, and hides errors from sanitizers; who
    # builds with a level of their own keeps it.
    if(NOT CMAKE_CXX_FLAGS MATCHES _FORTIFY_SOURCE)
        target_compile_options(${target} INTERFACE
            $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
    endif()
    # Every function of a library is looked up at the start, and the table of them is read-only from then on.
    target_link_options(${target} INTERFACE LINKER:-z,relro,-z,now,-z,noexecstack)
    # The linker marks the program as fit for shadow stacks when all its objects are. Start files of a C library that was
    # built without the mark are fit, too. They do lack the marked destinations, so nothing is said for them there.
    check_linker_flag(CXX LINKER:-z,shstk WSDISSECT_HAS_shstk)
    if(WSDISSECT_HAS_fcf_protection_full AND WSDISSECT_HAS_shstk)
        target_link_options(${target} INTERFACE LINKER:-z,shstk)
    endif()
endfunction()
