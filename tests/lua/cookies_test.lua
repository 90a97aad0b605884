-- A session keeps cookies as a browser does, and for itself.
local tengine = require "tengine"
local t = require "t"

local function set(session, ...)
  local lines = {}
  for i, line in ipairs { ... } do
    lines[i] = "line=" .. t.escape(line)
  end
  t.equal(session:get("/set-cookie?" .. table.concat(lines, "&")).status, 200)
end

local function sent(session, path)
  return t.echoed(session:get(path or "/echo"), "Cookie")
end

tengine.scenario("cookies_are_kept_and_sent", function()
  local session = t.session()
  t.equal(sent(session), {})
  session:get "/cookie/set?a=1&b=2"
  t.equal(sent(session), { "a=1; b=2" })
  set(session, "a=3; Path=/")
  t.equal(sent(session), { "a=3; b=2" })
end)

tengine.scenario("sessions_do_not_share_cookies", function()
  local one, two = t.session(), t.session()
  set(one, "a=1; Path=/")
  t.equal(sent(one), { "a=1" })
  t.equal(sent(two), {})
end)

tengine.scenario("a_path_limits_where_a_cookie_goes", function()
  local session = t.session()
  set(session, "a=1; Path=/echo/deep", "b=2; Path=/")
  t.equal(sent(session, "/echo"), { "b=2" })
  t.equal(sent(session, "/echo/deep"), { "a=1; b=2" })
  t.equal(sent(session, "/echo/deep/er?q=1"), { "a=1; b=2" })
  t.equal(sent(session, "/echo/deeper"), { "b=2" })
end)

tengine.scenario("expired_cookies_go", function()
  local session = t.session()
  set(session, "a=1; Path=/", "b=2; Path=/", "c=3; Path=/; Max-Age=3600")
  set(session, "a=; Path=/; Max-Age=0", "b=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT")
  t.equal(sent(session), { "c=3" })
end)

tengine.scenario("a_cookie_runs_out", function()
  local session = t.session()
  set(session, "a=1; Path=/; Max-Age=1")
  t.equal(sent(session), { "a=1" })
  tengine.sleep(2.1)
  t.equal(sent(session), {})
end)

tengine.scenario("secure_cookies_are_not_taken_from_plain_http", function()
  local session = t.session()
  set(session, "a=1; Path=/; Secure", "__Host-b=2; Path=/", "__Secure-c=3; Path=/")
  t.equal(sent(session), {})
end)

tengine.scenario("foreign_and_public_domains_are_refused", function()
  local session = t.session { base_url = t.origin:gsub("127%.0%.0%.1", "localhost") }
  set(session, "a=1; Path=/; Domain=example.com", "b=1; Path=/; Domain=com", "c=1; Path=/; Domain=co.uk")
  t.equal(sent(session), {})
  set(session, "d=1; Path=/")
  t.equal(sent(session), { "d=1" })
end)

tengine.scenario("a_cookie_stays_with_its_host", function()
  local session = tengine.session()
  local here, there = t.origin, t.origin:gsub("127%.0%.0%.1", "localhost")
  session:get(here .. "/cookie/set?a=1")
  t.equal(t.echoed(session:get(here .. "/echo"), "Cookie"), { "a=1" })
  t.equal(t.echoed(session:get(there .. "/echo"), "Cookie"), {})
end)

tengine.scenario("a_cookie_header_of_ones_own_replaces_the_jar", function()
  local session = t.session()
  set(session, "a=1; Path=/")
  t.equal(t.echoed(session:get("/echo", { headers = { Cookie = "own=1" } }), "Cookie"), { "own=1" })
  t.equal(sent(session), { "a=1" })
end)

tengine.scenario("control_characters_never_come_back", function()
  local session = t.session()
  session:get("/raw?data=" .. t.escape "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\1x; Path=/\r\nContent-Length: 0\r\n\r\n")
  t.equal(sent(session), {})
end)

tengine.scenario("a_jar_does_not_grow_without_end", function()
  local session = t.session()
  for i = 1, 20 do
    local lines = {}
    for j = 1, 20 do
      lines[j] = ("c%d_%d=%s; Path=/"):format(i, j, ("x"):rep(20))
    end
    set(session, table.unpack(lines))
  end
  local cookies = sent(session)[1]
  local _, count = cookies:gsub("=", "")
  t.equal(count, 50)
end)

tengine.scenario("cookies_can_be_read_set_and_taken_away", function()
  local session = t.session()
  session:get "/cookie/set?a=1&b=2"
  t.equal(session.cookies.a, "1")
  t.equal(session.cookies.none, nil)
  session.cookies.a = nil
  session.cookies.c = "3"
  session.cookies.b = "4"
  t.equal(sent(session), { "b=4; c=3" })
  t.raises("cannot be sent", function() session.cookies.d = "x; y" end)
  t.raises("cannot be sent", function() session.cookies["d=1"] = "x" end)
  t.raises("cannot be sent", function() session.cookies.d = "x\r\nEvil: 1" end)
  t.equal(sent(session), { "b=4; c=3" })
end)

tengine.scenario("cookies_of_any_host_can_be_read_set_and_cleared", function()
  local session, there = t.session(), t.origin:gsub("127%.0%.0%.1", "localhost")
  session.cookies:set("a", "1")
  session.cookies:set("a", "2", there)
  t.equal(session.cookies:get "a", "1")
  t.equal(session.cookies:get("a", there), "2")
  t.equal(session.cookies:get "none", nil)
  t.equal(sent(session), { "a=1" })
  t.equal(sent(session, there .. "/echo"), { "a=2" })
  session.cookies:set("b", "3")
  session.cookies:clear(there)
  t.equal(sent(session, there .. "/echo"), {})
  session.cookies:set("a", nil)
  t.equal(sent(session), { "b=3" })
  session.cookies:clear()
  t.equal(sent(session), {})
end)

tengine.scenario("a_cookie_may_be_called_as_a_method_is", function()
  local session = t.session()
  session:get "/cookie/set?get=1&set=2&clear=3"
  t.equal(type(session.cookies.get), "function")
  t.equal(session.cookies:get "get", "1")
  t.equal(session.cookies:get "clear", "3")
  session.cookies.set = "4"
  t.equal(session.cookies:get "set", "4")
end)

tengine.scenario("cookies_need_a_host_and_an_open_session", function()
  t.raises("no base_url", function() tengine.session().cookies:get "a" end)
  t.raises("cookies: url", function() t.session().cookies:get("a", "localhost") end)
  t.raises("argument #2", function() t.session().cookies:set "a" end)
  t.raises("no base_url", function() return tengine.session().cookies.a end)
  local session = t.session()
  local cookies = session.cookies
  session:close()
  t.raises("closed", function() return cookies.a end)
end)
