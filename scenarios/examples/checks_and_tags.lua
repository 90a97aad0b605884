-- Checks count and go on; tags tell apart what has one name.
--
--   tengine -w 5 -r 20 -c scenarios/examples/checks_and_tags.lua
local tengine = require "tengine"
local args = tengine.options { url = { "http://127.0.0.1:8000/shop", "where the shop is" } }

tengine.scenario("browse", { tags = { team = "tea" } }, function(session)
  local id = tengine.random(1, 120) -- there are 100: some are missing on purpose
  local item = session:get(args.url .. "/items/" .. id, {
    name = "GET item",
    tags = { shelf = id <= 50 and "upper" or "lower" },
    expect = { 200, 404 }, -- both are answers, neither is a failed request
  })
  tengine.check("the item is there", item.status == 200)
  tengine.check("it is JSON", item.headers["Content-Type"] == "application/json")
end)

-- What was counted under a tag can be asked for at the end.
tengine.summary(function(result)
  local upper = result:trend("http.duration", "shelf:upper")
  if not upper then return end -- nobody asked for one
  return result.text .. ("upper shelf: %d requests, p95 %.1f ms\n"):format(upper.count, upper.p95 * 1000)
end)
