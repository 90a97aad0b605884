-- What a scenario can ask of a response.
-- options: --sum http.failed=4 --sum http.failed{error:status}=3 --sum http.failed{error:too_large}=1
local tengine = require "tengine"
local t = require "t"

tengine.scenario("status_reason_and_body_are_as_sent", function()
  local response = t.session():get "/bytes/10"
  t.equal(response.status, 200)
  t.equal(response.reason, "OK")
  t.equal(response.body, "0123456789")
  t.equal(response.size, 10)
  t.equal(response.ok, true)
  t.equal(response.url, t.origin .. "/bytes/10")
  t.equal(tostring(response), "response 200")
end)

tengine.scenario("a_reason_may_be_anything", function()
  local session = t.session()
  local function reason_of(line)
    return session:get("/raw?data=" .. t.escape(line .. "\r\nContent-Length: 0\r\n\r\n")).reason
  end
  t.equal(reason_of "HTTP/1.1 200 All Is Well", "All Is Well")
  t.equal(reason_of "HTTP/1.1 200 ", "")
  t.equal(reason_of "HTTP/1.1 200", "")
end)

tengine.scenario("headers_are_found_in_any_case", function()
  local response = t.session():get("/header?X-One=1&X-Odd=" .. t.escape " a  b ")
  t.equal(response.headers["x-one"], "1")
  t.equal(response.headers["X-ONE"], "1")
  t.equal(response.headers["X-Odd"], "a  b")
  t.equal(response.headers["X-On"], nil)
  t.equal(response.headers["X-None"], nil)
end)

tengine.scenario("repeated_headers_are_joined_and_listed", function()
  local response = t.session():get "/header?X-A=1&X-B=2&X-A=3&x-a=4"
  t.equal(response.headers["X-A"], "1, 3, 4")
  local values = {}
  for name, value in pairs(response.headers) do
    if name:lower() == "x-a" then values[#values + 1] = name .. "=" .. value end
  end
  t.equal(values, { "X-A=1", "X-A=3", "x-a=4" })
end)

tengine.scenario("headers_outlive_their_response", function()
  local headers = t.session():get("/header?X-One=1").headers
  collectgarbage()
  collectgarbage()
  t.equal(headers["X-One"], "1")
end)

tengine.scenario("json_is_decoded_with_whole_numbers_as_integers", function()
  local object = t.session():get("/json"):json()
  t.equal(type(object), "table")
  local echo = t.session():post("/echo", { data = "x" }):json()
  t.equal(echo.body_bytes, 1)
end)

tengine.scenario("a_body_that_is_no_json_raises", function()
  local response = t.session():get "/bytes/10"
  t.raises("json", response.json, response)
end)

tengine.scenario("an_unknown_field_is_named", function()
  local response = t.session():get "/"
  t.raises("no field 'stauts'", function() return response.stauts end)
  t.raises("", function() response.status = 1 end)
end)

-- ---- What is expected; the sums above count these ----

tengine.scenario("statuses_from_400_are_not_ok_and_never_raise", function()
  local session = t.session()
  t.equal(session:get("/status/404").ok, false)
  t.equal(session:get("/status/503").ok, false)
  t.equal(session:get("/status/399").ok, true)
end)

tengine.scenario("expect_decides_what_is_ok", function()
  local session = t.session { expect = { 200, 404 } }
  t.equal(session:get("/status/404").ok, true)
  t.equal(session:get("/status/200").ok, true)
  t.equal(session:get("/status/404", { expect = 200 }).ok, false)
  t.equal(session:get("/status/302", { expect = 302 }).ok, true)
end)

-- ---- Bodies ----

tengine.scenario("a_discarded_body_is_counted_and_not_kept", function()
  local session = t.session { body = "discard" }
  local response = session:get "/bytes/3000000"
  t.equal(response.size, 3000000)
  t.equal(response.body, "")
  t.equal(session:get("/bytes/5", { body = "keep" }).body, "01234")
end)

tengine.scenario("a_body_past_max_body_is_too_large", function()
  local session = t.session { max_body = 1000 }
  t.equal(session:get("/bytes/1000").size, 1000)
  local raised = t.raises("too_large", session.get, session, "/bytes/1001")
  t.match(raised.message, "max_body")
  t.equal(session:get("/bytes/1001", { body = "discard" }).size, 1001)
  t.equal(session:get("/bytes/1001", { max_body = 2000 }).size, 1001)
end)

local pattern = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"

local function is_pattern(body)
  return pattern:rep(#body // #pattern + 1):sub(1, #body) == body
end

tengine.scenario("large_bodies_arrive_whole", function()
  local session = t.session()
  for _, bytes in ipairs { 1, 16383, 16384, 16385, 65536, 1000003, 12000001 } do
    for _, form in ipairs { "", "?chunked=1", "?close=1" } do
      local response = session:get("/bytes/" .. bytes .. form)
      t.equal(response.size, bytes, form)
      t.equal(#response.body, bytes, form)
      t.equal(is_pattern(response.body), true)
    end
  end
end)

tengine.scenario("large_bodies_arrive_whole_at_once", function()
  local session, calls = t.session(), {}
  for i = 1, 8 do
    calls[i] = function() return session:get("/bytes/3000000" .. (i % 2 == 0 and "?chunked=1" or "")).size end
  end
  for _, size in ipairs { tengine.all(calls) } do
    t.equal(size, 3000000)
  end
end)

tengine.scenario("a_slow_body_arrives_whole", function()
  local response = t.session():get "/fault/slow-body?bytes=200&chunk=10&every_ms=5"
  t.equal(response.size, 200)
  t.near(response.timings.receive, 0.1, 0.08)
end)

tengine.scenario("slow_headers_arrive_whole", function()
  t.equal(t.session():get("/fault/slow-headers?every_ms=1").status, 200)
end)

tengine.scenario("a_body_may_end_with_the_connection", function()
  local session = t.session()
  local response = session:get "/fault/close-delimited?bytes=5000"
  t.equal(response.size, 5000)
  t.equal(session:get("/").status, 200)
end)

tengine.scenario("interim_answers_are_passed_over", function()
  local response = t.session():get "/fault/1xx?n=5"
  t.equal(response.status, 200)
  t.equal(response.reason, "OK")
end)

tengine.scenario("answers_without_a_body_leave_the_connection_usable", function()
  local session = t.session()
  local connection = session:get("/").headers["X-Connection"]
  for _, status in ipairs { 204, 304 } do
    local response = session:get("/status/" .. status)
    t.equal(response.status, status)
    t.equal(response.body, "")
  end
  local head = session:head "/bytes/1000"
  t.equal(head.headers["Content-Length"], "1000")
  t.equal(head.body, "")
  t.equal(session:head("/bytes/1000?chunked=1").body, "")
  t.equal(session:get("/bytes/3").headers["X-Connection"], connection)
end)

tengine.scenario("a_compressed_body_is_given_as_it_came", function()
  local response = t.session():get "/gzip?bytes=1000"
  t.equal(response.headers["Content-Encoding"], "gzip")
  t.equal(response.body:sub(1, 2), "\x1f\x8b")
end)

-- ---- Timings ----

tengine.scenario("phases_tell_the_connection_from_the_wait", function()
  local session = t.session()
  local first = session:get "/delay/60"
  t.equal(first.timings.connect > 0, true, "a new connection takes time")
  t.equal(first.timings.dns, 0.0)
  t.equal(first.timings.tls, 0.0)
  t.near(first.timings.wait, 0.08, 0.021)
  t.near(first.elapsed, 0.1, 0.041)
  local second = session:get "/delay/60"
  t.equal(second.timings.connect, 0.0, "a reused one none")
  t.near(second.timings.wait, 0.08, 0.021)
end)

tengine.scenario("parts_are_no_more_than_the_whole", function()
  local session = t.session()
  for _, path in ipairs { "/", "/delay/5", "/bytes/500000", "/fault/slow-body" } do
    local response = session:get(path)
    local sum = 0
    for _, part in ipairs { "dns", "blocked", "connect", "tls", "wait", "receive" } do
      t.equal(response.timings[part] >= 0, true)
      sum = sum + response.timings[part]
    end
    t.equal(sum <= response.elapsed + 0.001, true, path)
  end
end)

tengine.scenario("a_name_is_looked_up_once", function()
  local session = t.session { base_url = t.origin:gsub("127%.0%.0%.1", "localhost") }
  t.equal(session:get("/").status, 200)
  t.equal(session:get("/").timings.dns, 0.0)
end)

tengine.scenario("an_iterator_of_fields_keeps_to_its_own_headers", function()
  local session = t.session()
  local long, short = session:get("/fault/many-headers?n=500").headers, session:get("/").headers
  local next_field = pairs(long)
  local count = 0
  for _ in next_field, short do
    count = count + 1
  end
  t.equal(count > 500, true)
end)
