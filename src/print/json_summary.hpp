#pragma once
// The fields of the `summary` record, for the objects that have them.

#include "print/json_writer.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::print {

/// From `type` on, into the open object.
void add_summary_fields(JsonWriter& json, const model::Summary& summary);

}  // namespace wsdissect::print
