#include "cli/remarks.hpp"

namespace wsdissect::cli {

namespace {

struct Teller {
    Diagnostics& diagnostics;
    void operator()(const capture::Damage& damage) const { diagnostics.damaged(damage); }
    void operator()(const engine::MalformedPacket& packet) const { diagnostics.malformed(packet); }
    void operator()(const WriteFailure& failure) const {
        diagnostics.could_not_write(failure.path, failure.error_number);
    }
};

}  // namespace

void Remarks::tell(Diagnostics& diagnostics) {
    for (const auto& remark : remarks_) std::visit(Teller{diagnostics}, remark);
    remarks_.clear();
}

void Remarks::move_to(Remarks& other) {
    other.remarks_.insert(other.remarks_.end(), remarks_.begin(), remarks_.end());
    remarks_.clear();
}

}  // namespace wsdissect::cli
