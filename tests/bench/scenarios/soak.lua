-- The work of tests/bench/soak: pages of several names, some that are missing,
-- and now and then a run that fails in words of its own.
local tengine = require "tengine"

tengine.options { url = { "http://127.0.0.1:8000", "where the origin listens" } }

tengine.setup(function(_, args) return { base_url = args.url } end)

tengine.scenario("page", { weight = 9 }, function(session)
  local page = math.random(8)
  local resp = session:get("/", { name = "page " .. page })
  assert(resp.status == 200, resp.status)
end)

tengine.scenario("missing", { weight = 1 }, function(session)
  local resp = session:get("/?status=404", { name = "missing" })
  local step = session.step
  assert(step % 100 > 0, "worker " .. session.worker_id .. " at " .. step)
end)
