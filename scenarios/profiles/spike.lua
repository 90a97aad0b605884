-- What does a crowd do that comes at once, and does all recover when it has
-- gone? Twenty times the usual rate for a minute, and two minutes to look at.
--   tengine --profile scenarios/profiles/spike.lua scenarios/loadtest.lua
require("tengine").profile {
  stages = "2m:=10/s, 1m:=200/s, 3m:=10/s",
  max_workers = 2000,
}
