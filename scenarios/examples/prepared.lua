-- A fixture prepares data: fetched once, before any worker begins.
--
--   tengine -w 5 -r 10 -c scenarios/examples/prepared.lua
local tengine = require "tengine"
local args = tengine.options { url = { "http://127.0.0.1:8000/shop", "where the shop is" } }

tengine.global_setup(function()
  local found = tengine.json_request(args.url .. "/search?q=tea")
  local ids = {}
  for i, item in ipairs(found.items) do
    ids[i] = item.id
  end
  tengine.set_var("ids", ids) -- for all threads; from now on it cannot be changed
  print(("prepared: %d items"):format(#ids))
end)

tengine.scenario("item", function(session)
  local id = tengine.random.choice(tengine.get_var "ids")
  local item = session:get(args.url .. "/items/" .. id)
  assert(item:json "id" == id, "another item")
end)

tengine.global_teardown(function()
  tengine.json_request(args.url .. "/cart", "POST", { json = { done = true } })
end)
