-- GETs of paths that take a time the origin chooses, and what they came to, a
-- line per path and kind of latency: for tests/bench/latency.
--   tengine --rate 1000/s -d 25 tests/bench/scenarios/latency.lua -- --url URL
local tengine = require "tengine"

local args = tengine.options {
  url = { "http://127.0.0.1:8000", "base URL of the tests' origin" },
  median_ms = { 50, "of the log-normal delays" },
  sigma = { 0.5, "of the log-normal delays" },
}

local lognormal = ("/lognormal?even=1&median_ms=%s&sigma=%s")
  :format(args.median_ms, args.sigma)

local function get(session, path, target)
  local resp = session:get(args.url .. (target or path), { name = path })
  assert(resp.status == 200, resp.status)
end

local fixed = { "/", "/delay/1", "/delay/10", "/delay/100" }
for _, path in ipairs(fixed) do
  tengine.scenario(path, { weight = 1 }, function(session) get(session, path) end)
end
tengine.scenario("/lognormal", { weight = 16 }, function(session)
  get(session, "/lognormal", lognormal)
end)

-- With --single-mode: measured from when the pause should have been over. It is
-- no whole second, so that it ends at another time than what is done by the
-- second, and nothing wakes the thread shortly before.
tengine.scenario("paused", { weight = 0 }, function(session)
  tengine.sleep(0.9)
  get(session, "/")
end)

-- PATH METRIC COUNT P50 P90 P95 P99, in milliseconds.
tengine.summary(function(result)
  local lines = {}
  local function add(metric, path)
    local tag = "name:" .. path
    local trend = result:trend(metric, tag)
    if not trend then return end
    local words = { path, metric, trend.count }
    for _, percent in ipairs { 50, 90, 95, 99 } do
      local ms = 1000 * result:percentile(metric, percent, tag)
      words[#words + 1] = ("%.3f"):format(ms)
    end
    lines[#lines + 1] = table.concat(words, " ")
  end
  for _, metric in ipairs { "http.duration", "http.service" } do
    for _, path in ipairs(fixed) do add(metric, path) end
    add(metric, "/lognormal")
  end
  return table.concat(lines, "\n")
end)
