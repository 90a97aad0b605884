-- A first request: look at the page, and say what has to be so.
--
--   tengine -w 5 -d 10s -c scenarios/examples/first_request.lua -- --url https://test.example
local tengine = require "tengine"
local args = tengine.options { url = { "http://127.0.0.1:8000/shop", "where the shop is" } }

tengine.scenario("look", function(session)
  local page = session:get(args.url .. "/")
  assert(page.status == 200, page.status)
end)
