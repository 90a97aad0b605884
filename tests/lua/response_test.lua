-- What a scenario can ask of a response.
local tengine = require "tengine"
local t = require "t"

tengine.scenario("status_reason_and_body_are_as_sent", function()
  local session = t.session()
  local response = session:get "/bytes/10"
  t.equal(response.status, 200)
  t.equal(response.reason, "OK")
  t.equal(response.body, "0123456789")
end)
