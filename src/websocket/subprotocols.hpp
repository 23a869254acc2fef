#pragma once
// The grammar of Sec-WebSocket-Protocol: a list with commas (RFC 6455 section 4.3).

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/blanks.hpp"

namespace wsdissect::websocket {

/// Calls `visit` with each element of `list`, empty ones too, without the white space around it.
template <class Visit>
void for_each_subprotocol(std::string_view list, Visit visit) {
    for (std::size_t begin = 0; begin <= list.size();) {
        const std::size_t comma = std::min(list.find(',', begin), list.size());
        visit(without_blanks(list.substr(begin, comma - begin)));
        begin = comma + 1;
    }
}

}  // namespace wsdissect::websocket
