-- One GET per run, as a scenario writes it: it builds its URL, looks at the
-- status and fails on any other than 200.
--
--   build/tengine -c -w 64 -d 10 tests/bench/get.lua -- --url http://HOST:PORT
local tengine = require "tengine"

tengine.options { url = { "http://127.0.0.1:8000", "base URL of the server" } }

tengine.setup(function(_, args)
  return { base_url = args.url }
end)

tengine.scenario("get", function(session)
  local path = "/item/" .. session.worker_id
  local resp = session:get(path, { name = "GET item" })
  tengine.check("status is 200", resp.status == 200)
  assert(resp.status == 200, resp.status)
end)
