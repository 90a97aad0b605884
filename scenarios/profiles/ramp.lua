-- How does it do as more and more people come? Up to 50 users in five minutes,
-- five more with all of them there, then they leave.
--   tengine --profile scenarios/profiles/ramp.lua scenarios/loadtest.lua
require("tengine").profile { stages = "5m:50, 5m:50, 1m:0" }
