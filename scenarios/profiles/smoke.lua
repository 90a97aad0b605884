-- Does it work at all? Two users, half a minute.
--   tengine --profile scenarios/profiles/smoke.lua scenarios/loadtest.lua
require("tengine").profile { workers = 2, duration = "30s" }
