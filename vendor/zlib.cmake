# zlib inflates compressed feeds and answers.
tengine_library(ZLIB zlib 1.2.11 zlib1g-dev)
