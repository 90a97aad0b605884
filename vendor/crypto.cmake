# libcrypto hashes what Digest authentication asks for.
tengine_library(CRYPTO libcrypto 3.0.0 libssl-dev)
