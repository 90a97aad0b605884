# libcurl: resolves, connects, secures and (in the curl lane) speaks HTTP.
tengine_library(CURL libcurl 7.88.0 libcurl4-openssl-dev)
