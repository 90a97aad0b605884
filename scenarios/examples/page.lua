-- A page and what it refers to, as a browser loads it: six at a time.
--
--   tengine -w 5 -r 10 -c scenarios/examples/page.lua
local tengine = require "tengine"
local args = tengine.options { url = { "http://127.0.0.1:8000/shop", "where the shop is" } }

tengine.scenario("front page", function(session)
  local page = session:get(args.url .. "/", { name = "page" })
  local resources = page:links { tag = { "link", "script", "img" }, same_host = true }
  for _, resource in ipairs(session:batch(resources)) do
    tengine.check("the resource is there", resource.ok)
  end
  local all = page:links { tag = "a" }
  session:get(all[1], { name = "the first link" })
end)
