-- A listener: told of every request and run, to trace or to count them.
--
--   tengine -w 2 -r 3 scenarios/examples/listener.lua
local tengine = require "tengine"
local args = tengine.options { url = { "http://127.0.0.1:8000/shop", "where the shop is" } }

local slow = tengine.metric.counter "slow.answers"
local handlers = {}

-- What is set here is sent with this request.
function handlers.sending_request(data)
  data.request.headers["X-Trace"] = tengine.random.uuid()
end

function handlers.response_received(data)
  if data.response.elapsed > 0.1 then slow:add(1) end
end

function handlers.scenario_failure(data)
  print(("worker %d, step %d: %s"):format(data.wid, data.step, tostring(data.exception)))
end

tengine.events(function(name, data)
  if handlers[name] then handlers[name](data) end
end)

tengine.scenario("look", function(session)
  session:get(args.url .. "/")
end)

-- There is no item 0: something to hear of.
tengine.scenario("unlucky", { weight = 0.2 }, function(session)
  local item = session:get(args.url .. "/items/0")
  assert(item.status == 200, item:json "error")
end)
