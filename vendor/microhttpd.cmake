# libmicrohttpd serves the stand-in.
tengine_library(MICROHTTPD libmicrohttpd 0.9.75 libmicrohttpd-dev)
