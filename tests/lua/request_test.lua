-- What leaves for the server is what the scenario said, and nothing else.
local tengine = require "tengine"
local t = require "t"

local function names_of(response)
  local names = {}
  for i, field in ipairs(response:json().headers) do
    names[i] = field[1]
  end
  return names
end

-- ---- Methods and bodies ----

tengine.scenario("each_method_arrives", function()
  local session = t.session()
  for _, method in ipairs { "get", "post", "put", "patch", "delete", "options" } do
    local response = session[method](session, "/echo")
    t.equal(response.status, 200, method)
    t.equal(response:json().method, method:upper())
  end
  t.equal(session:head("/echo").status, 200)
  t.equal(session:request("REPORT", "/echo"):json().method, "REPORT")
end)

tengine.scenario("a_method_that_is_none_is_refused", function()
  local session = t.session()
  for _, method in ipairs { "", "get it", "GET\r\nX: 1", "GET\0", "CONNECT", ("X"):rep(31), ("X"):rep(300) } do
    t.raises("request", session.request, session, method, "/")
  end
  t.equal(session:get("/").status, 200)
end)

local bodies = {
  text = "hello",
  empty = "",
  binary = "\0\1\2\r\n\255",
  large = ("0123456789"):rep(300000),
}

for name, body in pairs(bodies) do
  tengine.scenario("a_body_arrives_byte_by_byte_" .. name, function()
    local session = t.session()
    for _, method in ipairs { "POST", "PUT", "PATCH", "DELETE", "REPORT", "OPTIONS" } do
      local response = session:request(method, "/echo", { data = body })
      local echo = response:json()
      t.equal(echo.method, method)
      t.equal(echo.body_bytes, #body, method)
      t.equal(t.echoed(response, "Content-Length"), { tostring(#body) }, method)
      for _, unwanted in ipairs { "Transfer-Encoding", "Expect", "Content-Type" } do
        t.equal(t.echoed(response, unwanted), {}, method .. " " .. unwanted)
      end
      if #body < 100 then
        local text = echo.body_encoding == "latin-1" and body:gsub("[\128-\255]", function(c)
          return utf8.char(c:byte())
        end) or body
        t.equal(echo.body, text, method)
      end
    end
  end)
end

tengine.scenario("without_a_body_post_put_and_patch_say_length_zero", function()
  local session = t.session()
  for _, method in ipairs { "POST", "PUT", "PATCH" } do
    local response = session:request(method, "/echo")
    t.equal(t.echoed(response, "Content-Length"), { "0" }, method)
    t.equal(t.echoed(response, "Content-Type"), {}, method)
  end
  for _, method in ipairs { "GET", "DELETE", "OPTIONS" } do
    local response = session:request(method, "/echo")
    t.equal(t.echoed(response, "Content-Length"), {}, method)
    t.equal(t.echoed(response, "Transfer-Encoding"), {}, method)
  end
end)

tengine.scenario("a_get_with_a_body_is_a_get", function()
  local echo = t.session():get("/echo", { data = "q" }):json()
  t.equal(echo.method, "GET")
  t.equal(echo.body, "q")
end)

tengine.scenario("a_head_with_a_body_is_refused", function()
  local session = t.session()
  t.raises("HEAD has no data", session.head, session, "/bytes/10", { data = "q" })
  t.equal(session:head("/bytes/10").status, 200)
end)

tengine.scenario("json_is_encoded_and_typed", function()
  local session = t.session()
  local response = session:post("/echo", { json = { id = 7, list = { 1, 2.5, "x" } } })
  t.equal(t.echoed(response, "Content-Type"), { "application/json" })
  t.equal(tengine.json.decode(response:json().body), { id = 7, list = { 1, 2.5, "x" } })
  local typed = session:post("/echo", { json = {}, headers = { ["content-type"] = "application/x" } })
  t.equal(t.echoed(typed, "Content-Type"), { "application/x" })
  local untyped = session:post("/echo", { json = {}, headers = { ["Content-Type"] = false } })
  t.equal(t.echoed(untyped, "Content-Type"), {})
end)

tengine.scenario("data_and_json_at_once_are_refused", function()
  t.raises("data.*json", t.session().post, t.session(), "/echo", { data = "x", json = {} })
end)

tengine.scenario("what_cannot_be_a_body_is_refused", function()
  local session = t.session()
  t.raises("data is a text", session.post, session, "/echo", { data = {} })
  t.raises("body", session.post, session, "/echo", { body = "text" })
  t.raises("function", session.post, session, "/echo", { json = { f = print } })
end)

tengine.scenario("refused_requests_are_given_back_and_never_sent", function()
  t.reset()
  local session = t.session()
  for _ = 1, 50 do
    pcall(session.get, session, "/echo", { headers = { ["X"] = "a\r\nb" } })
    pcall(session.get, session, "/echo", { json = { f = print } })
    pcall(session.get, session, "/echo", { tiemout = 1 })
  end
  t.equal(session:get("/echo").status, 200)
  t.equal(t.stats().requests, 1)
end)

-- ---- Headers ----

tengine.scenario("what_is_sent_by_default_is_little", function()
  local response = t.session():get "/echo"
  local names = names_of(response)
  table.sort(names)
  t.equal(names, { "Accept", "Host", "User-Agent" })
  t.match(t.echoed(response, "User-Agent")[1], "^tengine/")
  t.equal(t.echoed(response, "Host"), { (t.origin:gsub("^http://", "")) })
end)

tengine.scenario("a_request_overrides_a_default_in_any_case", function()
  local session = t.session { headers = { ["X-One"] = "session", ["X-Two"] = "session" } }
  local response = session:get("/echo", { headers = { ["x-one"] = "request" } })
  t.equal(t.echoed(response, "X-One"), { "request" })
  t.equal(t.echoed(response, "X-Two"), { "session" })
  t.equal(t.echoed(session:get "/echo", "X-One"), { "session" })
end)

tengine.scenario("false_takes_a_default_away", function()
  local session = t.session { headers = { ["X-One"] = "1" } }
  local response = session:get("/echo", { headers = { ["X-One"] = false, ["User-Agent"] = false, Accept = false } })
  t.equal(names_of(response), { "Host" })
end)

tengine.scenario("a_list_of_values_is_so_many_fields_in_order", function()
  local response = t.session():get("/echo", { headers = { ["X-Many"] = { "b", "a", "c" } } })
  t.equal(t.echoed(response, "X-Many"), { "b", "a", "c" })
end)

tengine.scenario("an_empty_value_is_sent_as_one", function()
  local response = t.session():get("/echo", { headers = { ["X-Empty"] = "" } })
  t.equal(t.echoed(response, "X-Empty"), { "" })
end)

tengine.scenario("numbers_are_values", function()
  local response = t.session():get("/echo", { headers = { ["X-Number"] = 42 } })
  t.equal(t.echoed(response, "X-Number"), { "42" })
end)

tengine.scenario("values_of_any_other_bytes_arrive", function()
  local value = "caf\xc3\xa9; a=\"b\", %20\t|"
  local echoed = t.echoed(t.session():get("/echo", { headers = { ["X-Odd"] = value } }), "X-Odd")
  t.equal(echoed, { value })
end)

tengine.scenario("headers_go_out_in_the_order_of_their_names", function()
  local headers, wanted = {}, {}
  for i = 1, 40 do
    local name = ("X-%02d"):format(i)
    headers[name] = tostring(i)
    wanted[i] = name
  end
  local got = {}
  for _, name in ipairs(names_of(t.session():get("/echo", { headers = headers }))) do
    if name:find "^X%-" then got[#got + 1] = name end
  end
  t.equal(got, wanted)
end)

tengine.scenario("nothing_can_be_smuggled_into_a_header", function()
  t.reset()
  local session = t.session()
  for _, evil in ipairs { "a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\rX-Evil: 1", "a\0b", "\r\n\r\nGET /evil HTTP/1.1" } do
    t.raises("header X", session.get, session, "/echo", { headers = { X = evil } })
    t.raises("header", session.get, session, "/echo", { headers = { ["X" .. evil] = "1" } })
    t.raises("header X", session.get, session, "/echo", { headers = { X = { "fine", evil } } })
    t.raises("header X", function() session.headers.X = evil end)
  end
  for _, name in ipairs { "", " X", "X ", "X:", "X Y", "\xc3\xa9", "X\0Y" } do
    t.raises("header", session.get, session, "/echo", { headers = { [name] = "1" } })
  end
  t.equal(t.stats().requests, 0)
  t.equal(t.stats().bad, 0)
end)

tengine.scenario("lengths_and_encodings_of_its_own_are_refused", function()
  local session = t.session()
  for _, name in ipairs { "Content-Length", "content-length", "Transfer-Encoding", "TRANSFER-ENCODING" } do
    t.raises("follows from the data", session.post, session, "/echo", { data = "x", headers = { [name] = "5" } })
  end
end)

tengine.scenario("headers_of_the_session_can_be_read_and_changed", function()
  local session = t.session { headers = { ["X-One"] = "1" } }
  t.equal(session.headers["x-one"], "1")
  t.equal(session.headers["X-None"], nil)
  session.headers["X-Two"] = { "2", "3" }
  session.headers["X-One"] = nil
  local response = session:get "/echo"
  t.equal(t.echoed(response, "X-One"), {})
  t.equal(t.echoed(response, "X-Two"), { "2", "3" })
end)

tengine.scenario("a_host_of_ones_own_replaces_the_real_one", function()
  local response = t.session():get("/echo", { headers = { Host = "example.test" } })
  t.equal(t.echoed(response, "Host"), { "example.test" })
end)

-- ---- Paths ----

local paths = {
  { "/echo/plain", "/echo/plain" },
  { "/echo/a b", "/echo/a%20b" },
  { "/echo/\xc3\xa9", "/echo/%C3%A9" },
  { "/echo/%E7", "/echo/%E7" },
  { "/echo/100%", "/echo/100%25" },
  { "/echo//org.mozilla.x/", "/echo//org.mozilla.x/" },
  { "/echo/../echo/./x", "/echo/../echo/./x" },
  { "/echo/'\"<>", "/echo/'%22%3C%3E" },
  { "/echo/a,b;c:d@e", "/echo/a,b;c:d@e" },
  { "/echo?q=1&r=%2F&s=a+b", "/echo?q=1&r=%2F&s=a+b" },
  { "/echo?q=a b", "/echo?q=a%20b" },
  { "echo/x", "/echo/x" },
  { "/echo/a\r\nX: 1", "/echo/a%0D%0AX:%201" },
  { "/echo/#x", "/echo/" }, -- a fragment is for browsers,
}

tengine.scenario("odd_paths_arrive_as_written_or_encoded", function()
  local session = t.session()
  for _, case in ipairs(paths) do
    local response = session:get(case[1])
    t.equal(response:json().target, case[2], case[1])
    t.equal(response.url, t.origin .. case[2])
  end
end)

tengine.scenario("a_path_that_begins_with_two_slashes_stays_here", function()
  t.reset()
  local session = t.session()
  t.equal(session:get("//org.mozilla.focus/x").status, 404)
  t.equal(t.stats().paths["//org.mozilla.focus/x"], 1)
end)

tengine.scenario("a_base_may_have_a_path", function()
  local session = t.session { base_url = t.origin .. "/echo/" }
  t.equal(session:get("/a"):json().target, "/echo/a")
  t.equal(session:get("b"):json().target, "/echo/b")
  t.equal(session:get("../c"):json().target, "/echo/../c")
end)

tengine.scenario("an_absolute_url_needs_no_base", function()
  local session = tengine.session()
  t.equal(session:get(t.origin .. "/echo?a=1"):json().target, "/echo?a=1")
  t.raises("no base_url", session.get, session, "/echo")
end)

tengine.scenario("urls_that_lead_nowhere_are_refused", function()
  local session = tengine.session()
  for _, url in ipairs {
    "ftp://127.0.0.1/x", "file:///etc/passwd", "gopher://127.0.0.1/", "http://", "http://:80/",
    "http://user:secret@127.0.0.1/", "http://127.0.0.1:0/", "http://127.0.0.1:65536/", "http://a b/",
    "http://127.0.0.1\0.evil/", "dict://127.0.0.1/",
  } do
    local raised = tostring(t.raises("", session.get, session, url))
    t.equal(raised:find("secret", 1, true), nil, "the password is not shown")
  end
  t.raises("base_url", tengine.session, { base_url = "ftp://127.0.0.1" })
end)

-- ---- Options ----

tengine.scenario("an_unknown_option_is_refused_with_a_hint", function()
  local session = t.session()
  t.raises("did you mean 'timeout'", session.get, session, "/", { timeuot = 1 })
  t.raises("unknown option 'base_url'", session.get, session, "/", { base_url = "/" })
  t.raises("unknown option 'data'", tengine.session, { data = "x" })
  t.raises("named", session.get, session, "/", { "x" })
end)

tengine.scenario("values_that_make_no_sense_are_refused", function()
  local session = t.session()
  for _, options in ipairs {
    { timeout = 0 }, { timeout = -1 }, { timeout = "soon" }, { timeout = 0 / 0 }, { timeout = math.huge },
    { connect_timeout = {} }, { expect = 0 }, { expect = { 200, "x" } }, { expect = 1000 },
    { max_body = -1 }, { max_body = 1.5 }, { name = "" }, { headers = "x" }, { body = 1 },
  } do
    t.raises("request", function()
      local ok, raised = pcall(session.get, session, "/", options)
      if ok then return end
      error("request: " .. tostring(raised))
    end)
  end
end)

tengine.scenario("calls_without_a_session_say_so", function()
  local session = t.session()
  t.raises("session:get", session.get, "/echo")
  t.raises("string expected", session.get, session)
  session:close()
  t.raises("closed", session.get, session, "/")
end)

tengine.scenario("a_finalizer_cannot_close_a_session", function()
  local session, raised = t.session(), nil
  setmetatable({}, {
    __gc = function() raised = t.raises("a finalizer cannot close a session", session.close, session) end,
  })
  collectgarbage()
  t.equal(raised ~= nil, true)
  t.equal(session:get("/").status, 200)
end)

-- ---- Many at once ----

tengine.scenario("many_requests_of_one_session_go_at_once", function()
  t.reset()
  local session, calls = t.session(), {}
  for i = 1, 50 do
    calls[i] = function() return session:get("/echo?delay=100&i=" .. i):json().target end
  end
  local before = tengine.now()
  local targets = { tengine.all(calls) }
  t.near(tengine.now() - before, 0.1, 0.9, "all at once")
  for i = 1, 50 do
    t.equal(targets[i], "/echo?delay=100&i=" .. i)
  end
  t.equal(t.stats().requests, 50)
end)

tengine.scenario("connections_are_kept", function()
  local session = t.session()
  local first = session:get "/"
  for i = 2, 5 do
    local response = session:get "/"
    t.equal(response.headers["X-Connection"], first.headers["X-Connection"])
    t.equal(response.headers["X-Request"], tostring(i))
  end
  t.equal(t.session():get("/").headers["X-Connection"] ~= first.headers["X-Connection"], true)
end)

for _, fresh in ipairs { true, false } do
  local which = fresh and "a_new" or "a_used"
  tengine.scenario("a_large_body_whose_100_continue_never_comes_goes_out_on_" .. which .. "_connection", function()
    local session = t.session { timeout = 20 }
    if not fresh then session:get "/" end
    local response = session:post("/echo?continue=0", {
      data = ("x"):rep(5000000),
      headers = { Expect = "100-continue" },
    })
    t.equal(response:json().body_bytes, 5000000)
  end)
end

tengine.scenario("a_session_that_is_taken_apart_ends_its_requests", function()
  local session = t.session()
  local task = tengine.spawn(function() return session:get "/delay/5000" end)
  tengine.sleep(0.05)
  for key in pairs(session) do
    session[key] = nil
  end
  collectgarbage()
  collectgarbage()
  t.raises("cancelled", task.wait, task)
end)

tengine.scenario("without_reuse_each_request_has_a_connection_of_its_own", function()
  local session = t.session { reuse = false }
  local seen = {}
  for _ = 1, 4 do
    local response = session:get("/redirect/1")
    t.equal(response.headers["X-Request"], "1")
    t.equal(seen[response.headers["X-Connection"]], nil)
    seen[response.headers["X-Connection"]] = true
  end
  local kept = t.session()
  local connection = kept:get("/").headers["X-Connection"]
  t.equal(kept:get("/", { reuse = false }).headers["X-Request"], "1")
  t.equal(kept:get("/").headers["X-Connection"], connection)
end)
