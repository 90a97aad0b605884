-- Whatever a server sends, a request ends: with an answer or with an error of
-- the right kind; and the next request is none the worse for it.
local tengine = require "tengine"
local t = require "t"

-- { path, the kinds that may come of it ("ok": an answer) }
local faults = {
  { "/fault/reset", "closed" },
  { "/fault/close", "closed" },
  { "/fault/close-after-headers", "truncated" },
  { "/fault/close-after-headers?end=reset", "truncated" },
  { "/fault/truncate", "truncated" },
  { "/fault/truncate?end=reset", "truncated" },
  { "/fault/truncate?length=5000000&send=4000000", "truncated" },
  { "/fault/chunked-truncate", "truncated" },
  { "/fault/chunked-truncate?end=reset", "truncated" },
  { "/fault/chunked-bad", "bad_chunk" },
  { "/fault/chunked-bad?line=-5", "bad_chunk" },
  { "/fault/chunked-bad?line=ffffffffffffffffff", "bad_chunk" },
  { "/fault/chunked-bad?line=", "bad_chunk" },
  { "/fault/endless-body", "too_large" },
  { "/fault/endless-body?chunked=1", "too_large" },
  { "/fault/endless-headers", "header_flood" },
  { "/fault/big-header", "header_flood" },
  { "/fault/big-header?bytes=50000", "ok" },
  { "/fault/many-headers", "ok" },
  { "/fault/many-headers?n=1000000", "header_flood" },
  { "/fault/two-lengths", "bad_length" },
  { "/fault/two-lengths?a=5&b=5", "ok" },
  { "/fault/bad-length", "bad_length" },
  { "/fault/bad-length?value=-5", "bad_length" },
  { "/fault/bad-length?value=", "bad_length" },
  { "/fault/bad-length?value=%2B5", "bad_length" },
  { "/fault/bad-length?value=5,5", "bad_length" },
  { "/fault/bad-length?value=0x5", "bad_length" },
  { "/fault/bad-length?value=99999999999999999999999999", "bad_length" },
  { "/fault/garbage", "protocol" },
  { "/fault/nul-header", "nul" },
  { "/fault/bare-cr", "bare_cr" },
  { "/fault/early-response", "ok" },
  { "/fault/close-delimited", "ok" },
  { "/fault/1xx?n=100", "ok" },
  { "/fault/1xx?n=1000000", "header_flood" },
  { "/gzip-cut", "ok" },
}

local chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"

local raw = {
  { "HTTP/1.1 200 OK\r\n", "truncated" },
  { "HTTP/1.1 200 OK\r\nContent-Length: 5", "truncated" },
  { "HTTP/1.1 20", "closed" },
  { "HTTP/1.1 abc OK\r\n\r\n", "protocol" },
  { "HTTP/1.1 99 Low\r\nContent-Length: 0\r\n\r\n", "protocol" },
  { "HTTP/1.1 1000 High\r\nContent-Length: 0\r\n\r\n", "protocol" },
  { "HTTP/9.9 200 OK\r\n\r\n", "protocol" },
  { "HTTP/0.9 200 OK\r\n\r\n", "protocol" },
  { "ICY 200 OK\r\n\r\n", "protocol" },
  { "<html>hello</html>", "protocol" },
  { "\0\0\0\0", "protocol" },
  { "\r\n\r\n\r\n", "protocol" },
  { "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", "protocol" },
  { "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "bad_length" },
  { chunked .. "HTTP/1.1 500 Oops\r\n\r\n", "protocol" },
  { "HTTP/1.1 200 OK\r\nTransfer-Encoding: nonsense\r\n\r\nabc", "protocol" },
  { "HTTP/1.1 200 OK\r\n no colon\r\nContent-Length: 0\r\n\r\n", "protocol" },
  { "HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 0\r\n\r\n", "protocol" },
  { "HTTP/1.1 200 OK\r\n X: 1\r\nContent-Length: 0\r\n\r\n", "protocol" },
  { "HTTP/1.1 200 OK\r\nX: 1\r\n Content-Length: 9\r\nContent-Length: 0\r\n\r\n", "ok" },
  { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n  6\r\n\r\nhello", "bad_length" },
  { "HTTP/1.1 200 OK\r\nContent-Length:\r\n 5\r\n\r\nhello", "bad_length" },
  { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n , gzip\r\n\r\n0\r\n\r\n", "protocol" },
  { "HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", "protocol" },
  { "HTTP/1.1 100 Continue\r\n\r\n", "truncated" },
  { chunked .. "X: 1\r\nno colon\r\n\r\n", "protocol" },
}

local function claim(case)
  return case[1]:gsub("[^%w/?=&-]", function(c) return ("%%%02X"):format(c:byte()) end) .. "_is_" .. case[2]
end

local function outcome(session, path, options)
  local ok, result = pcall(session.get, session, path, options)
  if ok then return "ok", result end
  if type(result) ~= "table" then error(result) end
  return result.kind, result
end

local function try(path, wanted)
  local session = t.session { timeout = 5, max_body = 10000000 }
  t.equal(session:get("/bytes/3").body, "012")
  local kind, result = outcome(session, path)
  if kind ~= wanted then
    error(("%s: got %s (%s), wanted %s"):format(path, kind, tostring(result), wanted), 0)
  end
  t.equal(session:get("/bytes/4").body, "0123", "the next request")
  session:close()
  return result
end

for _, fault in ipairs(faults) do
  tengine.scenario(claim(fault), function() try(fault[1], fault[2]) end)
end

for _, case in ipairs(raw) do
  tengine.scenario(claim(case), function()
    try("/raw?end=close&data=" .. t.escape(case[1]), case[2])
  end)
end

tengine.scenario("an_endless_body_that_is_discarded_ends_with_the_timeout", function()
  local session = t.session()
  t.equal((outcome(session, "/fault/endless-body", { body = "discard", timeout = 0.3 })), "timeout")
  t.equal(session:get("/").status, 200)
end)

tengine.scenario("random_faults_leave_nothing_behind", function()
  local session = t.session { timeout = 1 }
  local known = t.set {
    "ok", "closed", "truncated", "bad_length", "bad_chunk", "bare_cr", "nul", "extra_bytes", "header_flood", "protocol",
    "too_large", "timeout", "redirect",
  }
  local calls = {}
  for i = 1, 10 do
    calls[i] = function()
      for _ = 1, 20 do
        local kind = outcome(session, "/random?p=0.7&seed=3")
        t.equal(known[kind], true, kind)
      end
    end
  end
  tengine.all(calls)
  t.equal(session:get("/bytes/4").body, "0123")
end)

tengine.scenario("an_early_answer_to_a_large_body_is_an_answer_or_a_loss", function()
  local session = t.session()
  local ok, result = pcall(session.post, session, "/fault/early-response", { data = ("x"):rep(5000000) })
  if ok then
    t.equal(result.status, 413)
  else
    t.match(result.kind, "^closed$")
  end
  t.equal(session:get("/").status, 200)
end)

tengine.scenario("an_interim_answer_that_nobody_expected_is_passed_over", function()
  local session = t.session()
  local path = "/raw?data=" .. t.escape "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 Fine\r\nContent-Length: 0\r\n\r\n"
  t.equal(session:post(path, { data = "x" }).reason, "Fine")
end)

tengine.scenario("a_connection_whose_end_is_said_in_a_fold_is_not_used_again", function()
  for value, connections in pairs { ["x,\r\n close"] = 3, ["x,\r\n y"] = 1 } do
    local session = t.session()
    local path = "/raw?data=" .. t.escape("HTTP/1.1 200 OK\r\nConnection: " .. value .. "\r\nContent-Length: 0\r\n\r\n")
    t.reset()
    for _ = 1, 3 do t.equal(session:get(path).status, 200) end
    t.equal(t.stats().accepted, connections, value)
  end
end)

tengine.scenario("trailers_are_no_headers", function()
  local session = t.session()
  for _, trailer in ipairs { "X-T: 1", "Content-Length: 7", "Set-Cookie: a=1" } do
    local response = session:get("/raw?data=" .. t.escape(chunked .. trailer .. "\r\n\r\n"))
    t.equal(response.status, 200)
    t.equal(response.reason, "OK")
    t.equal(response.body, "abc")
    t.equal(response.headers["X-T"], nil)
  end
  t.equal(t.echoed(session:get "/echo", "Cookie"), {})
end)

-- ---- What does not belong to any request ----

for _, after_ms in ipairs { 0, 1, 30 } do
  tengine.scenario("bytes_after_a_body_never_reach_the_next_request_" .. after_ms, function()
    local session = t.session()
    for _ = 1, 5 do
      local path = "/fault/extra-after-body" .. (after_ms > 0 and "?after_ms=" .. after_ms or "")
      local kind = outcome(session, path)
      if after_ms == 0 or kind ~= "ok" then t.equal(kind, "extra_bytes") end -- later ones may be in time
      if after_ms > 0 then tengine.sleep(after_ms / 1000 + 0.03) end
      local response = session:get "/bytes/7"
      t.equal(response.headers["X-Forged"], nil)
      t.equal(response.body, "0123456")
    end
  end)
end

tengine.scenario("bytes_after_a_body_never_reach_any_of_many_connections", function()
  local session, calls = t.session(), {}
  for i = 1, 20 do
    calls[i] = function()
      for round = 1, 3 do
        local path = (i + round) % 2 == 0 and "/fault/extra-after-body?after_ms=30" or "/delay/5"
        t.equal(session:get(path).status, 200)
        tengine.sleep(0.08)
        local response = session:get("/bytes/" .. i)
        t.equal(response.headers["X-Forged"], nil)
        t.equal(response.size, i)
      end
    end
  end
  tengine.all(calls)
end)

tengine.scenario("a_server_that_leaves_after_a_good_answer_did_nothing_wrong", function()
  local session, calls = t.session(), {}
  for i = 1, 10 do
    calls[i] = function()
      for round = 1, 50 do
        t.equal(session:get((i + round) % 3 == 0 and "/fault/close-idle" or "/bytes/3").status, 200)
      end
    end
  end
  tengine.all(calls)
end)

tengine.scenario("many_bytes_after_a_body_never_reach_the_next_request", function()
  local session = t.session()
  local path = "/raw?data=" .. t.escape "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello" .. ("x"):rep(30000)
  for _ = 1, 5 do
    t.equal((outcome(session, path)), "extra_bytes")
    t.equal(session:get("/bytes/7").body, "0123456")
  end
end)

-- libcurl does not tell of these, nor does it hand them on.
tengine.scenario("bytes_after_an_answer_without_body_never_reach_the_next_request", function()
  local session = t.session()
  local function ask(method, ...)
    local ok, result = pcall(session[method], session, ...)
    if not ok then t.equal(result.kind, "extra_bytes") end
  end
  local forged = "HTTP/1.1 200 OK\r\nX-Forged: 1\r\nContent-Length: 0\r\n\r\n"
  for _, head in ipairs { "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" } do
    ask("get", "/raw?data=" .. t.escape(head .. forged))
    t.equal(session:get("/bytes/7").body, "0123456")
    ask("post", "/raw?data=" .. t.escape(head .. forged), { data = "x" })
    t.equal(session:post("/echo", { data = "x" }).headers["X-Forged"], nil)
  end
  local whole = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
  ask("head", "/raw?data=" .. t.escape(whole))
  t.equal(session:get("/bytes/7").body, "0123456")
end)
