#include "capture/decompressor.hpp"

namespace wsdissect::capture {

std::unique_ptr<Decompressor> make_decompressor(Compression compression) {
    switch (compression) {
#ifdef WSDISSECT_WITH_GZIP
        case Compression::gzip: return make_gzip_decompressor();
#endif
#ifdef WSDISSECT_WITH_ZSTD
        case Compression::zstd: return make_zstd_decompressor();
#endif
#ifdef WSDISSECT_WITH_XZ
        case Compression::xz: return make_xz_decompressor();
#endif
#ifdef WSDISSECT_WITH_LZ4
        case Compression::lz4: return make_lz4_decompressor();
#endif
#ifdef WSDISSECT_WITH_BZIP2
        case Compression::bzip2: return make_bzip2_decompressor();
#endif
        default: return nullptr;
    }
}

}  // namespace wsdissect::capture
