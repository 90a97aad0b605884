-- Metrics of one's own: they stand in the summary beside tengine's.
--
--   tengine -w 5 -r 20 -c scenarios/examples/metrics.lua
local tengine = require "tengine"
local args = tengine.options { url = { "http://127.0.0.1:8000/shop", "where the shop is" } }

local spent = tengine.metric.counter "money.spent"
local visitors = tengine.metric.gauge "visitors"
local cheap = tengine.metric.rate("cheap", { below = 5 })
local choosing = tengine.metric.trend "choosing" -- seconds

-- What goes up has to come down, also when runs fail: at the ends of a worker.
tengine.setup_session(function() visitors:add(1) end)
tengine.teardown_session(function() visitors:add(-1) end)

tengine.scenario("buy", function(session)
  local begun = tengine.now()
  local items = session:get(args.url .. "/search?q=tea"):json "items"
  local item = tengine.random.choice(items)
  choosing:add(tengine.now() - begun)
  cheap:add(item.price < 5)
  session:post(args.url .. "/cart", { json = item })
  spent:add(item.price)
end)
