# jansson reads the JSON of --config, and what is posted to the stand-in.
tengine_library(JANSSON jansson 2.13 libjansson-dev)
