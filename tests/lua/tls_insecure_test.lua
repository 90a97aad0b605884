-- HTTP inside of TLS is HTTP as it is outside.
-- needs: origin_tls
-- options: --insecure
local tengine = require "tengine"
local t = require "t"

local function session_of(options)
  options = options or {}
  options.base_url = t.origin_tls
  return t.session(options)
end

tengine.scenario("insecure_takes_any_certificate", function()
  local session = session_of()
  t.equal(session:get("/bytes/5").body, "01234")
  t.equal(session:post("/echo", { data = "x" }):json().body, "x")
end)

tengine.scenario("a_connection_is_kept_and_its_handshake_timed", function()
  local session = session_of()
  local first = session:get "/"
  t.equal(first.timings.tls > 0, true)
  t.equal(first.timings.connect > 0, true)
  for i = 2, 20 do
    local response = session:get "/"
    t.equal(response.headers["X-Connection"], first.headers["X-Connection"])
    t.equal(response.timings.tls, 0.0)
    t.equal(response.headers["X-Request"], tostring(i))
  end
end)

tengine.scenario("a_connection_that_rested_is_kept", function()
  local session = session_of()
  local first = session:get "/"
  tengine.sleep(0.1)
  t.equal(session:get("/").headers["X-Connection"], first.headers["X-Connection"])
end)

tengine.scenario("large_bodies_arrive_whole", function()
  local session = session_of()
  for _, bytes in ipairs { 1, 16384, 16385, 1000003, 8000001 } do
    for _, form in ipairs { "", "?chunked=1", "?close=1" } do
      t.equal(session:get("/bytes/" .. bytes .. form).size, bytes, form)
    end
  end
  t.equal(session:post("/echo", { data = ("x"):rep(4000000) }):json().body_bytes, 4000000)
end)

tengine.scenario("many_large_bodies_arrive_at_once", function()
  local session, calls = session_of(), {}
  for i = 1, 8 do
    calls[i] = function() return session:get("/bytes/2000000").size end
  end
  for _, size in ipairs { tengine.all(calls) } do
    t.equal(size, 2000000)
  end
end)

tengine.scenario("slow_answers_arrive_whole", function()
  local session = session_of()
  t.equal(session:get("/fault/slow-body?bytes=100&chunk=10&every_ms=5").size, 100)
  t.equal(session:get("/fault/slow-headers?every_ms=1").status, 200)
end)

local faults = {
  { "/fault/close", "closed" },
  { "/fault/reset", "closed" },
  { "/fault/truncate", "truncated" },
  { "/fault/truncate?end=cut", "truncated" },
  { "/fault/truncate?end=reset", "truncated" },
  { "/fault/chunked-truncate", "truncated" },
  { "/fault/chunked-truncate?end=cut", "truncated" },
  { "/fault/close-delimited", "ok" },
  { "/fault/close-delimited?end=cut", "ok" }, -- libcurl takes a FIN for an end
  { "/fault/garbage", "protocol" },
  { "/fault/endless-body", "too_large" },
  { "/fault/endless-headers", "header_flood" },
  { "/fault/hang", "timeout" },
}

for _, fault in ipairs(faults) do
  tengine.scenario(("%s_is_%s"):format(fault[1], fault[2]), function()
    local session = session_of { timeout = 1, max_body = 1000000 }
    t.equal(session:get("/").status, 200)
    local ok, result = pcall(session.get, session, fault[1])
    local kind = ok and "ok" or result.kind
    if kind ~= fault[2] then error(("got %s (%s), wanted %s"):format(kind, tostring(result), fault[2]), 0) end
    t.equal(session:get("/bytes/4").body, "0123")
  end)
end

tengine.scenario("a_connection_that_was_closed_while_idle_costs_nothing", function()
  local session = session_of()
  for _ = 1, 10 do
    t.equal(session:get("/fault/close-idle?after_ms=5").status, 200)
    tengine.sleep(0.03)
    t.equal(session:post("/echo", { data = "x" }).status, 200)
  end
end)

for _, after_ms in ipairs { 0, 1, 30 } do
  tengine.scenario("bytes_after_a_body_never_reach_the_next_request_" .. after_ms, function()
    local session = session_of()
    for _ = 1, 5 do
      local path = "/fault/extra-after-body" .. (after_ms > 0 and "?after_ms=" .. after_ms or "")
      local ok, result = pcall(session.get, session, path)
      if after_ms == 0 or not ok then t.equal(result.kind, "extra_bytes") end -- later ones may be in time
      if after_ms > 0 then tengine.sleep(after_ms / 1000 + 0.03) end
      t.equal(session:get("/bytes/7").body, "0123456")
    end
  end)
end

tengine.scenario("secure_cookies_go_to_https_alone", function()
  local session = session_of()
  session:get("/set-cookie?line=" .. t.escape "a=1; Path=/; Secure" .. "&line=" .. t.escape "b=2; Path=/")
  t.equal(t.echoed(session:get "/echo", "Cookie"), { "a=1; b=2" })
  t.equal(t.echoed(session:get(t.origin .. "/echo"), "Cookie"), { "b=2" })
end)

tengine.scenario("a_post_on_a_connection_that_dies_is_sent_once", function()
  local session = session_of()
  t.equal(session:get("/fault/die-on-reuse").status, 200)
  t.reset(t.origin_tls)
  t.raises("closed", session.post, session, "/echo", { data = "x" })
  t.equal(t.stats(t.origin_tls).paths["/echo"], 1)
end)

tengine.scenario("requests_sent_are_requests_read", function()
  t.reset(t.origin_tls)
  local session = session_of()
  for i = 1, 30 do
    session:get("/bytes/" .. i)
  end
  t.equal(t.stats(t.origin_tls).requests, 30)
  t.equal(t.stats(t.origin_tls).accepted, 1)
end)
