-- When this machine has no more sockets to give, that is said as such.
-- files: 40
local tengine = require "tengine"
local t = require "t"

tengine.scenario("no_more_descriptors_is_local_and_passes", function()
  local session, calls, kinds = t.session(), {}, {}
  for i = 1, 60 do
    calls[i] = function()
      local ok, raised = pcall(session.get, session, "/delay/50")
      local kind = ok and "ok" or raised.kind
      kinds[kind] = (kinds[kind] or 0) + 1
      if not ok then t.match(raised.message, "Too many open files") end
    end
  end
  tengine.all(calls)
  t.equal(kinds["local"] > 10, true)
  t.equal(kinds.ok + kinds["local"], 60, t.show(kinds))
  t.equal(session:get("/").status, 200)
  session:batch { "/", "/", "/" }
end)
