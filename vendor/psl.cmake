# libpsl knows which cookie domains are public suffixes.
tengine_library(PSL libpsl 0.21 libpsl-dev)
