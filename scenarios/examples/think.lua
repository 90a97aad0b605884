-- Think time: people read before they click, and machines do not.
--
--   tengine -w 50 -d 30s -c scenarios/examples/think.lua
local tengine = require "tengine"

tengine.options {
  url = { "http://127.0.0.1:8000/shop", "where the shop is" },
  pace = { 1.0, "how slow they are: 2 is half as fast" },
}

tengine.setup(function(worker_id, args)
  return { base_url = args.url }
end)

-- A pause between two runs is an option of the scenario.
tengine.scenario("reader", { weight = 3, delay = 0.2 }, function(session)
  session:get "/"
  tengine.think(0.5 * session.args.pace, 2 * session.args.pace) -- evenly between the two
  session:get("/search", { query = { q = "tea" } })
end)

-- Arrivals that know nothing of each other have exponential gaps.
tengine.scenario("robot", { weight = 1 }, function(session)
  tengine.sleep(tengine.random.exponential(0.1))
  session:get "/search?q=tea"
end)
