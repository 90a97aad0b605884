-- Each hop of a redirect is a request of its own.
-- options: --sum http.failed{error:redirect}=12
local tengine = require "tengine"
local t = require "t"

-- Where a redirect goes, as the origin's path for it.
local function to(url, status)
  return "/redirect-to?status=" .. (status or 302) .. "&url=" .. t.escape(url)
end

-- The same origin by another name, to which credentials are none of its
-- business.
local other = t.origin:gsub("127%.0%.0%.1", "localhost")

tengine.scenario("each_code_is_followed", function()
  local session = t.session()
  for _, status in ipairs { 301, 302, 303, 307, 308 } do
    local response = session:get(to("/echo?x=1", status))
    t.equal(response.status, 200, status)
    t.equal(response:json().target, "/echo?x=1")
    t.equal(response.url, t.origin .. "/echo?x=1")
  end
end)

tengine.scenario("other_codes_with_a_location_are_answers", function()
  local session = t.session()
  for _, status in ipairs { 201, 300, 304, 305 } do
    t.equal(session:get(to("/echo", status)).status, status)
  end
end)

tengine.scenario("a_redirect_without_location_is_an_answer", function()
  t.equal(t.session():get("/status/302").status, 302)
end)

tengine.scenario("redirects_false_gives_the_first_answer", function()
  t.reset()
  local response = t.session():get(to "/echo", { redirects = false, expect = 302 })
  t.equal(response.status, 302)
  t.equal(response.ok, true)
  t.equal(response.headers.Location, "/echo")
  t.equal(t.stats().requests, 1)
  t.equal(t.session({ redirects = false }):get(to "/echo").status, 302)
end)

tengine.scenario("the_method_changes_as_browsers_have_it", function()
  local session = t.session()
  local cases = {
    { "POST", 301, "GET" }, { "POST", 302, "GET" }, { "POST", 303, "GET" },
    { "POST", 307, "POST" }, { "POST", 308, "POST" },
    { "PUT", 301, "PUT" }, { "PUT", 302, "PUT" }, { "PUT", 303, "GET" }, { "PUT", 307, "PUT" },
    { "DELETE", 302, "DELETE" }, { "DELETE", 303, "GET" }, { "PATCH", 308, "PATCH" },
  }
  for _, case in ipairs(cases) do
    local method, status, after = table.unpack(case)
    local what = method .. " " .. status
    local response = session:request(method, to("/echo", status), { json = { 1 } })
    local echo = response:json()
    t.equal(echo.method, after, what)
    t.equal(echo.body, after == "GET" and method ~= "GET" and "" or "[1]", what)
    t.equal(#t.echoed(response, "Content-Type"), after == method and 1 or 0, what)
  end
  t.equal(session:head(to("/bytes/5", 303)).headers["Content-Length"], "5")
end)

tengine.scenario("a_location_may_be_relative", function()
  local session = t.session()
  for location, target in pairs {
    ["/echo/a"] = "/echo/a",
    ["echo/b"] = "/echo/b",
    ["./echo/c"] = "/echo/c",
    ["x/../echo/d"] = "/echo/d",
    ["?url=%2Fecho"] = "/echo",
    [t.origin .. "/echo/e"] = "/echo/e",
    [t.origin:gsub("^http:", "") .. "/echo/f"] = "/echo/f",
    ["/echo/g h"] = "/echo/g%20h",
    ["/echo/%E7"] = "/echo/%E7",
    ["/echo/i#there"] = "/echo/i",
  } do
    t.equal(session:get(to(location)):json().target, target, location)
  end
end)

tengine.scenario("each_hop_is_a_request", function()
  t.reset()
  t.equal(t.session():get("/redirect/3").status, 200)
  t.equal(t.stats().requests, 4)
end)

tengine.scenario("ten_redirects_are_followed_and_not_eleven", function()
  t.reset()
  local session = t.session()
  t.equal(session:get("/redirect/10").status, 200)
  t.equal(t.stats().requests, 11)
  t.reset()
  local raised = t.raises("redirect", session.get, session, "/redirect/11")
  t.match(raised.message, "more than 10 redirects")
  t.equal(t.stats().requests, 11)
  t.raises("redirect", session.get, session, to "/redirect-to?url=%2Fredirect%2F200")
end)

tengine.scenario("a_loop_ends", function()
  local session = t.session()
  local path = "/header?" -- it answers 200; the loop is made of raw bytes
  local loop = "/raw?data=" .. t.escape("HTTP/1.1 302 Found\r\nLocation: \r\nContent-Length: 0\r\n\r\n")
  local raised = t.raises("redirect", session.get, session, loop)
  t.match(tostring(raised), "more than 10")
  t.equal(session:get(path).status, 200)
end)

tengine.scenario("only_http_and_https_are_gone_to", function()
  local session = t.session()
  for _, url in ipairs {
    "ftp://127.0.0.1/x", "file:///etc/passwd", "gopher://127.0.0.1/x", "javascript:1", "http://", "http://:1/",
    "http://user:secret@127.0.0.1/", "//", "http://127.0.0.1:99999/",
  } do
    local raised = t.raises("redirect", session.get, session, to(url))
    t.equal(raised.kind, "redirect", url)
    t.equal(tostring(raised):find("secret", 1, true), nil)
  end
  t.equal(session:get("/").status, 200)
end)

tengine.scenario("credentials_stay_with_their_origin", function()
  local session = t.session {
    headers = {
      Authorization = "Bearer secret", ["Auth-Token"] = "secret", Cookie = "a=secret",
      ["X-Api-Key"] = "secret", ["Proxy-Authorization"] = "secret", ["X-Plain"] = "plain",
    },
  }
  local here = session:get(to "/echo")
  t.equal(t.echoed(here, "Authorization"), { "Bearer secret" })
  t.equal(t.echoed(here, "Auth-Token"), { "secret" })
  local there = session:get(to(other .. "/echo"))
  t.equal(there.body:find("secret", 1, true), nil)
  t.equal(t.echoed(there, "X-Plain"), { "plain" })
  t.equal(t.echoed(session:get "/echo", "Auth-Token"), { "secret" }, "the session still has them")
end)

tengine.scenario("what_was_dropped_stays_dropped_on_the_way_back", function()
  local session = t.session { headers = { Authorization = "secret" } }
  local back = session:get(to(other .. to(t.origin .. "/echo")))
  t.equal(t.echoed(back, "Authorization"), {})
end)

tengine.scenario("a_host_of_ones_own_is_for_the_first_origin", function()
  local there = t.session():get(to(other .. "/echo"), { headers = { Host = "example.test" } })
  t.equal(t.echoed(there, "Host"), { (other:gsub("^http://", "")) })
end)

tengine.scenario("a_cookie_set_on_the_way_is_sent_on", function()
  local session = t.session()
  local head = "HTTP/1.1 302 Found\r\nSet-Cookie: hop=1; Path=/\r\nLocation: /echo\r\nContent-Length: 0\r\n\r\n"
  local response = session:get("/raw?data=" .. t.escape(head))
  t.equal(t.echoed(response, "Cookie"), { "hop=1" })
  t.equal(t.echoed(session:get "/echo", "Cookie"), { "hop=1" })
end)

tengine.scenario("a_cookie_of_ones_own_stays_on_the_way", function()
  local response = t.session():get(to "/echo", { headers = { Cookie = "own=1" } })
  t.equal(t.echoed(response, "Cookie"), { "own=1" })
end)

tengine.scenario("a_body_of_a_redirect_is_read_and_forgotten", function()
  local session = t.session()
  local head = "HTTP/1.1 302 Found\r\nLocation: /bytes/3\r\nContent-Length: 5\r\n\r\nhello"
  local response = session:get("/raw?data=" .. t.escape(head))
  t.equal(response.body, "012")
  t.equal(response.size, 3)
end)

tengine.scenario("a_failure_at_a_later_hop_names_where", function()
  local session = t.session()
  local raised = t.raises("closed", session.get, session, to "/fault/close")
  t.equal(raised.url, t.origin .. "/fault/close")
end)
