// The low-level calls are deprecated since OpenSSL 3.0, but those that replace them, SHA1() included, load
// the providers on first use (0.8 ms, longer than a small capture takes altogether) and look the algorithm
// up again for every digest: 330 ns for a handshake's 60 octets instead of 90.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "wsdissect/crypto/sha1.hpp"

#include <openssl/sha.h>

namespace wsdissect::crypto {

static_assert(std::tuple_size_v<Sha1Digest> == SHA_DIGEST_LENGTH);

Sha1Digest sha1(Bytes octets) noexcept { return sha1(octets, {}); }

Sha1Digest sha1(Bytes front, Bytes back) noexcept {
    Sha1Digest digest;
    SHA_CTX context;
    SHA1_Init(&context);
    SHA1_Update(&context, front.data(), front.size());
    SHA1_Update(&context, back.data(), back.size());
    SHA1_Final(digest.data(), &context);
    return digest;
}

}  // namespace wsdissect::crypto
