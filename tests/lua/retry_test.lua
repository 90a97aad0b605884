-- A connection may have ended when it is used again. What was not sent is
-- sent on another; what may have been sent is sent again only if that is
-- harmless.
-- options: --sum http.retried_connection=17
local tengine = require "tengine"
local t = require "t"

local function sent(path) return t.stats().paths[path] end

for _, method in ipairs { "GET", "PUT", "DELETE" } do
  tengine.scenario("an_idempotent_request_is_sent_again_" .. method, function()
    local session = t.session()
    t.equal(session:get("/fault/die-on-reuse").status, 200)
    t.reset()
    local response = session:request(method, "/echo")
    t.equal(response.status, 200)
    t.equal(sent "/echo", 2, "the origin read it twice")
  end)
end

for _, method in ipairs { "POST", "PATCH" } do
  tengine.scenario("others_are_sent_once_" .. method, function()
    local session = t.session()
    t.equal(session:get("/fault/die-on-reuse").status, 200)
    t.reset()
    local raised = t.raises("closed", session.request, session, method, "/echo", { data = "x" })
    t.match(raised.message, "not sent again")
    t.equal(sent "/echo", 1, "the origin read it once")
    t.equal(session:request(method, "/echo", { data = "x" }).status, 200)
  end)
end

-- libcurl counts these per handle and gives up at the sixth.
tengine.scenario("a_session_may_lose_any_number_of_connections", function()
  local session = t.session()
  for _ = 1, 14 do
    t.equal(session:get("/fault/die-on-reuse").status, 200)
    t.equal(session:get("/echo").status, 200)
  end
  for _ = 1, 14 do
    t.equal(session:get("/fault/die-on-reuse").status, 200)
    local raised = t.raises("closed", session.post, session, "/echo", { data = "x" })
    t.match(raised.message, "not sent again")
  end
end)

tengine.scenario("a_request_on_a_fresh_connection_is_not_sent_again", function()
  t.reset()
  local session = t.session()
  t.raises("closed", session.get, session, "/fault/close")
  t.equal(sent "/fault/close", 1)
end)

tengine.scenario("a_truncated_answer_is_not_asked_for_again", function()
  local session = t.session()
  session:get "/"
  t.reset()
  t.raises("truncated", session.get, session, "/fault/truncate")
  t.equal(sent "/fault/truncate", 1)
end)

for _, pause in ipairs { 0, 0.001, 0.02 } do
  tengine.scenario(("an_idle_connection_that_was_closed_costs_nothing_%g"):format(pause), function()
    local session = t.session()
    for _, method in ipairs { "GET", "POST", "PATCH" } do
      for _ = 1, 10 do
        t.equal(session:get("/fault/close-idle?after_ms=5").status, 200)
        tengine.sleep(0.05 + pause) -- the origin is late where the machine is busy
        t.equal(session:request(method, "/echo").status, 200)
      end
    end
  end)
end

tengine.scenario("a_server_that_closes_after_each_answer_is_no_failure", function()
  local session = t.session()
  for i = 1, 20 do
    local response = session:post("/echo?close=1", { data = tostring(i) })
    t.equal(response:json().body, tostring(i))
    t.equal(response:json().request, 1)
  end
end)
