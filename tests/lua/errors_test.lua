-- What a transfer that failed raises.
-- environment: http_proxy=http://127.0.0.1:1
-- environment: https_proxy=http://127.0.0.1:1
-- environment: all_proxy=http://127.0.0.1:1
-- environment: HTTP_PROXY=http://127.0.0.1:1
-- environment: ALL_PROXY=http://127.0.0.1:1
local tengine = require "tengine"
local t = require "t"

local closed = "http://127.0.0.1:1" -- a port where nobody listens

tengine.scenario("no_proxy_is_taken_from_the_environment", function()
  t.equal(os.getenv "http_proxy", "http://127.0.0.1:1")
  t.equal(t.session():get("/").status, 200)
end)

tengine.scenario("a_refused_connection_is_connect", function()
  local session = tengine.session { base_url = closed }
  local raised = t.raises("connect", session.get, session, "/x")
  t.match(raised.message, "cannot connect to 127.0.0.1:1: Connection refused")
end)

tengine.scenario("a_host_without_address_is_dns", function()
  local session = tengine.session()
  local raised = t.raises("dns", session.get, session, "http://nonexistent.invalid/")
  t.match(raised.message, "nonexistent.invalid: ")
  t.raises("dns", session.get, session, "http://nonexistent.invalid:8080/")
end)

tengine.scenario("a_host_too_long_to_be_one_is_no_other_host", function()
  local session = tengine.session()
  local ok, raised = pcall(session.get, session, t.origin:gsub("127.0.0.1", ("a"):rep(300)) .. "/")
  t.equal(ok, false)
  t.equal(tostring(raised):find("a{301}", 1, true), nil)
end)

tengine.scenario("an_error_object_says_all", function()
  local session = t.session()
  local raised = t.raises("closed", session.post, session, "/fault/close?q=1", { data = "x", name = "buy" })
  t.equal(raised.kind, "closed")
  t.equal(raised.method, "POST")
  t.equal(raised.name, "buy")
  t.equal(raised.url, t.origin .. "/fault/close?q=1")
  t.match(raised.message, "^[^ ]+:%d+: buy: ")
  t.match(tostring(raised), "^closed: ")
end)

tengine.scenario("an_error_object_says_where_in_the_scenario_also_through_pcall", function()
  local session = t.session()
  local direct = t.raises("closed", function() return session:get "/fault/close" end)
  t.match(direct.message, "^[^ ]*errors_test.lua:%d+: GET ")
  local _, caught = pcall(session.get, session, "/fault/close")
  t.match(caught.message, "^[^ ]*errors_test.lua:%d+: GET ")
  local _, of_fixtures = pcall(tengine.request, t.origin .. "/fault/close")
  t.match(of_fixtures.message, "^[^ ]*errors_test.lua:%d+: GET ")
end)

tengine.scenario("an_error_is_the_same_text_each_time", function()
  local session = t.session { timeout = 0.05 }
  for _, path in ipairs { "/fault/hang", "/fault/slow-body?every_ms=40", "/fault/close", "/fault/truncate",
    "/fault/garbage", "/fault/bad-length", "/fault/two-lengths", closed .. "/", "http://nonexistent.invalid/" } do
    local texts = {}
    for i = 1, 3 do
      local _, raised = pcall(session.get, session, path)
      texts[i] = tostring(raised)
    end
    t.equal(texts[2], texts[1], path)
    t.equal(texts[3], texts[1], path)
    t.equal(texts[1]:find "[\r\n]", nil, path)
  end
end)

tengine.scenario("pcall_and_xpcall_work_across_waits", function()
  local session = t.session()
  local ok, response = pcall(function()
    tengine.sleep(0.01)
    return session:get "/delay/20"
  end)
  t.equal(ok, true)
  t.equal(response.status, 200)
  local handled, kind = xpcall(function()
    tengine.sleep(0.01)
    session:get "/fault/close?delay=20"
  end, function(raised) return raised.kind end)
  t.equal(handled, false)
  t.equal(kind, "closed")
end)

tengine.scenario("waits_work_in_coroutines_iterators_and_closes", function()
  local session = t.session()
  local get = coroutine.wrap(function()
    for i = 1, 3 do
      coroutine.yield(session:get("/bytes/" .. i).body)
    end
  end)
  t.equal({ get(), get(), get() }, { "0", "01", "012" })
  local sizes = {}
  for size in function(_, last)
    last = (last or 0) + 1
    if last < 4 then return session:get("/bytes/" .. last).size end
  end do
    sizes[#sizes + 1] = size
  end
  t.equal(sizes, { 1, 2, 3 })
end)

tengine.scenario("a_request_in_a_sort_comparison_says_that_it_cannot_wait", function()
  local session = t.session()
  t.raises("sort comparison", table.sort, { 1, 2, 3 }, function() return session:get "/" end)
  t.equal(session:get("/").status, 200)
end)

tengine.scenario("an_error_in_one_of_all_ends_the_others", function()
  local session = t.session()
  local before = tengine.now()
  t.raises("closed", tengine.all, {
    function() session:get "/delay/5000" end,
    function() session:get "/fault/close?delay=20" end,
  })
  t.near(tengine.now() - before, 0.5, 0.5)
  t.equal(session:get("/").status, 200)
end)

tengine.scenario("closing_a_session_ends_what_waits_for_it", function()
  local session = t.session()
  local task = tengine.spawn(function()
    local raised = t.raises("cancelled", session.get, session, "/delay/5000")
    return tostring(raised)
  end)
  tengine.sleep(0.05)
  session:close()
  t.match(task:wait(), "the session was closed")
end)
