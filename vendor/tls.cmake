# libssl: libcurl's TLS, told how to read. libcurl connects and secures.
tengine_library(TLS libssl 3.0.0 libssl-dev)
