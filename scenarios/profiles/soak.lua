-- Does it last? Eight hours of the same load: what leaks, fills up or slows
-- down shows. With -d 1h it is cut short.
--   tengine --profile scenarios/profiles/soak.lua scenarios/loadtest.lua
require("tengine").profile { stages = "5m:50, 8h:50, 5m:0" }
