# lua-cjson decodes JSON for scenarios.
tengine_library(CJSON lua5.4-cjson 2.1.0 lua-cjson-dev)
