-- A GET per run, and what it came to as one line: for tests/bench/arrivals.
--   tengine --rate 2000/s -d 30 tests/bench/scenarios/arrivals.lua -- --url URL
local tengine = require "tengine"

local args = tengine.options { url = { "http://127.0.0.1:8000", "base URL" } }

tengine.scenario("get", function(session)
  local resp = session:get(args.url .. "/")
  assert(resp.status == 200, resp.status)
end)

tengine.summary(function(result)
  local function ms(name) return 1000 * (result:percentile(name, 99) or 0) end
  return ("count %d dropped %d lateness %.3f duration %.3f service %.3f"):format(
    result:sum "http.requests", result:sum "scenario.dropped",
    ms "health.arrival_lateness", ms "http.duration", ms "http.service")
end)
