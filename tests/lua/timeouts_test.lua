-- No request outlasts its time.
-- needs: origin_mute
local tengine = require "tengine"
local t = require "t"

local function times_out(session, path, options, seconds)
  local before = tengine.now()
  local raised = t.raises("timeout", session.get, session, path, options)
  t.near(tengine.now() - before, seconds, 0.1, path)
  t.equal(raised.kind, "timeout")
  return raised.message
end

tengine.scenario("headers_that_do_not_come", function()
  t.match(times_out(t.session { timeout = 0.1 }, "/fault/hang", nil, 0.1), "no answer within 100 ms")
end)

tengine.scenario("headers_that_come_too_slowly", function()
  times_out(t.session { timeout = 0.1 }, "/fault/slow-headers?every_ms=20", nil, 0.1)
end)

tengine.scenario("a_body_that_does_not_end", function()
  local message = times_out(t.session { timeout = 0.1 }, "/fault/slow-body?every_ms=60", nil, 0.1)
  t.match(message, "no complete answer within 100 ms")
end)

tengine.scenario("a_body_that_never_comes", function()
  times_out(t.session(), "/fault/close-after-headers?end=hang", { timeout = 0.1 }, 0.1)
end)

tengine.scenario("an_answer_from_nobody", function()
  times_out(tengine.session { base_url = t.origin_mute }, "/", { timeout = 0.1 }, 0.1)
end)

tengine.scenario("a_handshake_that_nobody_answers_is_no_connection", function()
  local session = tengine.session { base_url = t.origin_mute:gsub("^http:", "https:") }
  local message = times_out(session, "/", { timeout = 5, connect_timeout = 0.1 }, 0.1)
  t.match(message, "no connection within 100 ms")
end)

tengine.scenario("a_request_may_have_more_time_than_its_session", function()
  local session = t.session { timeout = 0.05 }
  t.equal(session:get("/delay/150", { timeout = 2 }).status, 200)
  times_out(session, "/delay/1000", nil, 0.05)
end)

tengine.scenario("a_connect_timeout_does_not_limit_the_answer", function()
  t.equal(t.session({ connect_timeout = 0.05 }):get("/delay/200").status, 200)
end)

tengine.scenario("each_hop_has_its_own_time", function()
  local session = t.session { timeout = 0.3 }
  t.equal(session:get("/redirect/3?delay=150").status, 200)
end)

tengine.scenario("a_late_answer_never_reaches_the_next_request", function()
  local session = t.session()
  times_out(session, "/bytes/3?delay=80", { timeout = 0.04 }, 0.04)
  t.equal(session:get("/bytes/5").body, "01234")
  tengine.sleep(0.08)
  t.equal(session:get("/bytes/6").body, "012345")
end)
