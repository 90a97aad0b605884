-- tengine.request: what a fixture can ask before there is a session.
-- options: --sum http.requests{status:200}=7
local tengine, t = require "tengine", require "t"

tengine.global_setup(function()
  local response = tengine.request(t.origin .. "/bytes/5")
  tengine.set_var("size", #response.body)
  local value, answer = tengine.json_request(t.origin .. "/echo/a", "POST", { json = { n = 1 } })
  tengine.set_var("echo", { method = value.method, body = value.body, status = answer.status })
end)

tengine.scenario("global_setup_can_make_requests", function()
  t.equal(tengine.get_var "size", 5)
  local echo = tengine.get_var "echo"
  t.equal({ echo.method, echo.body, echo.status }, { "POST", '{"n":1}', 200 })
end)

tengine.scenario("each_request_has_a_connection_of_its_own", function()
  local one = tengine.json_request(t.origin .. "/echo")
  local two = tengine.json_request(t.origin .. "/echo", "PUT")
  assert(one.connection ~= two.connection)
  t.equal(two.method, "PUT")
end)

tengine.scenario("the_method_may_be_left_out", function()
  local echo = tengine.json_request(t.origin .. "/echo", { headers = { ["X-Own"] = "1" } })
  t.equal(echo.method, "GET")
  local answer = tengine.request(t.origin .. "/echo", { headers = { ["X-Own"] = "1" } })
  t.equal(t.echoed(answer, "X-Own"), { "1" })
end)

tengine.scenario("failures_are_raised_as_by_a_session", function()
  local raised = t.raises("closed", tengine.request, t.origin .. "/fault/close")
  t.equal(raised.name, "GET /fault/close")
  t.raises("^[^ ]*fixture_request_test.lua:%d+: json: ", function()
    local value = tengine.json_request(t.origin .. "/")
    return value
  end)
  t.raises("unknown option 'tiemout'", tengine.request, t.origin, "GET", { tiemout = 1 })
end)
