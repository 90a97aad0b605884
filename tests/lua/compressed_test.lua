-- With `compressed = true` gzip and deflate are asked for and decoded, and what
-- is not what it says it is fails.
-- options: --sum http.failed=10 --sum http.failed{error:bad_encoding}=8
-- options: --sum http.failed{error:too_large}=2
local tengine = require "tengine"
local t = require "t"

local pattern = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"

local function is_pattern(body)
  return pattern:rep(#body // #pattern + 1):sub(1, #body) == body
end

-- ---- Asking ----

tengine.scenario("without_compressed_nothing_is_asked_for_or_decoded", function()
  local session = t.session()
  t.equal(t.echoed(session:get "/echo", "Accept-Encoding"), {})
  t.equal(session:get("/gzip").body:sub(1, 2), "\x1f\x8b")
  t.equal(#session:get("/gzip-cut").body > 0, true)
end)

tengine.scenario("a_session_or_a_request_asks_for_it", function()
  local session = t.session { compressed = true }
  t.equal(t.echoed(session:get "/echo", "Accept-Encoding"), { "gzip, deflate" })
  t.equal(t.echoed(session:get("/echo", { compressed = false }), "Accept-Encoding"), {})
  t.equal(t.echoed(t.session():get("/echo", { compressed = true }), "Accept-Encoding"), { "gzip, deflate" })
end)

tengine.scenario("a_header_of_its_own_says_what_is_asked_for", function()
  local session = t.session { compressed = true, headers = { ["accept-encoding"] = "gzip" } }
  t.equal(t.echoed(session:get "/echo", "Accept-Encoding"), { "gzip" })
  t.equal(session:get("/gzip").size, 1000)
end)

tengine.scenario("it_is_asked_for_again_after_a_redirect", function()
  local session = t.session { compressed = true }
  local response = session:get("/redirect-to?url=" .. t.escape "/gzip?bytes=70")
  t.equal(response.size, 70)
  t.equal(t.echoed(session:get "/redirect-to?url=/echo", "Accept-Encoding"), { "gzip, deflate" })
end)

-- ---- Decoding ----

tengine.scenario("gzip_and_deflate_are_decoded", function()
  local session = t.session { compressed = true }
  for _, bytes in ipairs { 0, 1, 1000, 16384, 1000003 } do
    for _, kind in ipairs { "/gzip?", "/gzip?encoding=x-gzip&", "/deflate?", "/deflate?raw=1&" } do
      for _, form in ipairs { "", "&chunked=1", "&close=1" } do
        local response = session:get(kind .. "bytes=" .. bytes .. form)
        t.equal(response.size, bytes, kind .. form)
        t.equal(#response.body, bytes)
        t.equal(is_pattern(response.body), true)
      end
    end
  end
end)

tengine.scenario("the_headers_stay_as_they_came", function()
  local response = t.session { compressed = true }:get "/gzip"
  t.equal(response.headers["Content-Encoding"], "gzip")
  t.equal(tonumber(response.headers["Content-Length"]) < 1000, true)
end)

tengine.scenario("what_is_not_compressed_passes", function()
  local session = t.session { compressed = true }
  t.equal(session:get("/bytes/5").body, "01234")
  t.equal(session:get("/header?Content-Encoding=identity").status, 200)
  t.equal(session:get("/gzip?encoding=br").body:sub(1, 2), "\x1f\x8b", "an encoding that nobody here knows")
end)

tengine.scenario("an_answer_without_a_body_is_whole", function()
  local session = t.session { compressed = true }
  for _, method in ipairs { "HEAD", "GET" } do
    t.equal(session:request(method, "/gzip?status=304").body, "")
  end
  t.equal(session:head("/gzip").body, "")
  t.equal(session:head("/gzip-cut").body, "")
end)

tengine.scenario("a_discarded_body_is_decoded_and_counted", function()
  local session = t.session { compressed = true, body = "discard", max_body = 1000 }
  local response = session:get "/gzip?bytes=50000000"
  t.equal(response.size, 50000000)
  t.equal(response.body, "")
end)

-- ---- What is none ----

tengine.scenario("a_compressed_body_that_is_none_is_bad_encoding", function()
  local session = t.session { compressed = true }
  for _, path in ipairs { "/gzip-cut", "/gzip-cut?chunked=1", "/gzip?after=rubbish", "/deflate?after=x",
    "/gzip?encoding=gzip,%20gzip", "/gzip?encoding=deflate", "/header?Content-Encoding=gzip" } do
    t.raises("bad_encoding", session.get, session, path)
    t.equal(session:get("/bytes/4").body, "0123", "the next request")
  end
  t.raises("bad_encoding", session.get, session, "/gzip-cut", { body = "discard" })
end)

tengine.scenario("max_body_is_of_what_comes_out", function()
  local session = t.session { compressed = true, max_body = 10000 }
  t.equal(session:get("/gzip?bytes=10000").size, 10000)
  t.match(t.raises("too_large", session.get, session, "/gzip?bytes=10001").message, "max_body")
  t.raises("too_large", session.get, session, "/gzip?bytes=60000000")
  t.equal(session:get("/").status, 200)
end)
