-- What a request can send, and its query.
-- options: --sum http.failed{error:local}=1
local tengine = require "tengine"
local t = require "t"

-- A file of its own for each test, gone at its end.
local function with_file(content, f)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(content)
  file:close()
  local ok, raised = pcall(f, path)
  os.remove(path)
  if not ok then error(raised, 0) end
end

local function post(options, session)
  local response = (session or t.session()):post("/echo", options)
  local echo = response:json()
  t.equal(t.echoed(response, "Content-Length")[1], tostring(echo.body_bytes))
  t.equal(t.echoed(response, "Transfer-Encoding"), {})
  return echo.body, t.echoed(response, "Content-Type")[1], echo
end

-- ---- Query ----

tengine.scenario("a_query_is_encoded_and_put_behind_the_path", function()
  local session = t.session()
  local function target(path, query) return session:get(path, { query = query }):json().target end
  t.equal(target("/echo", { q = "x y", tag = { "b", "a" } }), "/echo?q=x%20y&tag=b&tag=a")
  t.equal(target("/echo?z=1", { a = 1, b = true, c = 1.5 }), "/echo?z=1&a=1&b=true&c=1.5")
  t.equal(target("/echo", { { "b", "1" }, { "a", "2" }, { "b", "3" } }), "/echo?b=1&a=2&b=3")
  t.equal(target("/echo#part", { ["ä&="] = "100%41+/?#~" }), "/echo?%C3%A4%26%3D=100%2541%2B%2F%3F%23~")
  t.equal(target("/echo", {}), "/echo")
  t.equal(target(t.origin .. "/echo", { a = "\r\n\0" }), "/echo?a=%0D%0A%00")
end)

tengine.scenario("a_query_needs_no_path", function()
  local session = t.session()
  t.equal(session:get("", { query = { a = 1 } }).url, t.origin .. "/?a=1")
  t.equal(tengine.session():get(t.origin, { query = { a = 1 } }).url, t.origin .. "/?a=1")
end)

-- ---- Forms ----

tengine.scenario("a_form_goes_out_in_the_order_of_its_names", function()
  local body, kind = post { form = { b = { "x", "y" }, a = 1, c = false } }
  t.equal(body, "a=1&b=x&b=y&c=false")
  t.equal(kind, "application/x-www-form-urlencoded")
end)

tengine.scenario("a_form_that_is_a_list_keeps_its_order", function()
  t.equal(post { form = { { "b", 2 }, { "a", { "x", "y" } }, { "b", 1 } } }, "b=2&a=x&a=y&b=1")
end)

tengine.scenario("a_form_is_encoded_as_browsers_do", function()
  local body = post { form = { ["a b"] = "ü + ~*-._/\r\n&=%41" } }
  t.equal(body, "a+b=%C3%BC+%2B+%7E*-._%2F%0D%0A%26%3D%2541")
end)

tengine.scenario("an_empty_form_is_an_empty_body_with_its_type", function()
  local body, kind = post { form = {} }
  t.equal(body, "")
  t.equal(kind, "application/x-www-form-urlencoded")
end)

-- ---- Multipart ----

-- The body with its boundary called B.
local function multipart(form)
  local body, kind = post { multipart = form }
  local boundary = kind:match "^multipart/form%-data; boundary=(%-%-%-%-tengine%x+)$"
  t.equal(#boundary, 43)
  return (body:gsub(boundary:gsub("%-", "%%-"), "B"))
end

tengine.scenario("a_multipart_form_has_its_parts_in_the_order_of_their_names", function()
  with_file("zipped", function(path)
    local got = multipart {
      upload = { path = path, name = "shown.zip", type = "application/zip" },
      field = "text",
      list = { 1, true },
    }
    t.equal(got, table.concat({
      "--B", 'Content-Disposition: form-data; name="field"', "", "text",
      "--B", 'Content-Disposition: form-data; name="list"', "", "1",
      "--B", 'Content-Disposition: form-data; name="list"', "", "true",
      "--B", 'Content-Disposition: form-data; name="upload"; filename="shown.zip"', "Content-Type: application/zip",
      "", "zipped", "--B--", "",
    }, "\r\n"))
  end)
end)

tengine.scenario("a_multipart_form_that_is_a_list_keeps_its_order", function()
  with_file("bytes", function(path)
    local got = multipart {
      { name = "z", path = path },
      { name = "a", data = "{}", type = "application/json" },
      { name = "a", data = "x", filename = "x.txt", type = "text/plain" },
      { name = "z", path = path, filename = "other" },
    }
    t.equal(got, table.concat({
      "--B", ('Content-Disposition: form-data; name="z"; filename="%s"'):format(path:match "[^/]+$"),
      "Content-Type: application/octet-stream", "", "bytes",
      "--B", 'Content-Disposition: form-data; name="a"', "Content-Type: application/json", "", "{}",
      "--B", 'Content-Disposition: form-data; name="a"; filename="x.txt"', "Content-Type: text/plain", "", "x",
      "--B", 'Content-Disposition: form-data; name="z"; filename="other"', "Content-Type: application/octet-stream",
      "", "bytes", "--B--", "",
    }, "\r\n"))
  end)
end)

tengine.scenario("names_of_parts_are_quoted_as_browsers_do", function()
  local got = multipart { ['a"b\r\nc\\'] = { data = "x", filename = '"\n' } }
  t.match(got, 'name="a%%22b%%0D%%0Ac\\"; filename="%%22%%0A"\r\n')
end)

tengine.scenario("every_multipart_form_has_a_boundary_of_its_own", function()
  local _, one = post { multipart = { a = 1 } }
  local _, two = post { multipart = { a = 1 } }
  t.equal(one ~= two, true)
end)

tengine.scenario("a_multipart_form_beats_the_type_of_the_session_and_no_header_of_its_own", function()
  local session = t.session { headers = { ["Content-Type"] = "text/x" } }
  local _, kind = post({ multipart = { a = 1 } }, session)
  t.match(kind, "^multipart/")
  _, kind = post({ form = { a = 1 } }, session)
  t.equal(kind, "text/x")
  _, kind = post { multipart = { a = 1 }, headers = { ["content-type"] = "mine" } }
  t.equal(kind, "mine")
end)

-- ---- Files ----

tengine.scenario("a_file_is_a_body_of_its_own", function()
  with_file("a\0b\r\n", function(path)
    local body, kind = post { file = path }
    t.equal(body, "a\0b\r\n")
    t.equal(kind, nil)
  end)
  with_file("", function(path) t.equal(post { file = path }, "") end)
end)

local function highest_kb()
  local file = io.open "/proc/self/status"
  local text = file:read "a"
  file:close()
  return tonumber(text:match "VmHWM:%s*(%d+)")
end

tengine.scenario("a_file_is_never_whole_in_memory", function()
  local bytes = 300000000
  with_file("", function(path)
    local file = assert(io.open(path, "r+b"))
    file:seek("set", bytes - 1)
    file:write "x" -- all before it is a hole
    file:close()
    local before = highest_kb()
    t.reset()
    t.session():post("/", { file = path })
    t.session():post("/", { multipart = { a = { path = path }, b = { path = path } } })
    t.near(t.stats().request_bytes, 3 * bytes, 2000)
    t.near(highest_kb() - before, 0, 20000, "KB more than before")
  end)
end)

tengine.scenario("a_body_is_sent_again_on_a_redirect_that_keeps_it", function()
  with_file("again", function(path)
    for _, status in ipairs { 307, 308 } do
      local echo = t.session():put("/redirect-to?url=/echo&status=" .. status, { file = path }):json()
      t.equal(echo.body, "again")
      t.equal(echo.method, "PUT")
      echo = t.session():post("/redirect-to?url=/echo&status=" .. status, { multipart = { f = { path = path } } }):json()
      t.match(echo.body, "\r\n\r\nagain\r\n%-%-")
    end
    t.equal(t.session():post("/redirect-to?url=/echo&status=303", { file = path }):json().body, "")
  end)
end)

tengine.scenario("a_body_is_sent_again_where_the_connection_was_over", function()
  with_file(("x"):rep(200000), function(path)
    local session = t.session()
    session:get "/fault/die-on-reuse"
    t.equal(session:put("/echo", { file = path }):json().body_bytes, 200000)
  end)
end)

tengine.scenario("a_file_that_shrinks_while_it_is_sent_is_a_failed_request", function()
  with_file(("x"):rep(1000), function(path)
    local raised
    tengine.all {
      function() raised = t.raises("local", t.session().post, t.session(), "/echo", { file = path }) end,
      function() io.open(path, "w"):close() end, -- the request has begun
    }
    t.match(raised.message, "cannot send " .. path:gsub("%p", "%%%0") .. ": it became shorter while it was sent")
  end)
end)

tengine.scenario("a_file_that_cannot_be_read_is_named", function()
  local session = t.session()
  local raised = t.raises("input", session.post, session, "/echo", { file = "no/such/file" })
  t.match(raised.message, "cannot send no/such/file: No such file or directory")
  raised = t.raises("input", session.post, session, "/echo", { multipart = { a = { path = "/" } } })
  t.match(raised.message, "cannot send /: it is not a file")
end)

tengine.scenario("files_are_closed_whatever_becomes_of_the_request", function()
  local function count_open(path)
    local count = 0
    local listing = io.popen "ls -l /proc/$PPID/fd"
    for line in listing:lines() do
      if line:find(path, 1, true) then count = count + 1 end
    end
    listing:close()
    return count
  end
  with_file("x", function(path)
    local session = t.session()
    local file = io.open(path)
    t.equal(count_open(path), 1)
    file:close()
    for _ = 1, 20 do
      session:post("/echo", { file = path })
      pcall(session.post, session, "/echo", { multipart = { a = { path = path }, b = print } })
      pcall(session.post, session, "/echo", { file = path, headers = 1 })
      pcall(session.post, session, "/fault/close", { file = path })
    end
    t.equal(count_open(path), 0)
    -- Of a request that is refused, nothing stays open until the next.
    t.raises("follows from the data", session.post, session, "/", { file = path, headers = { ["Content-Length"] = 1 } })
    t.equal(count_open(path), 0)
    t.raises("HEAD has no data", session.head, session, "/", { file = path })
    t.equal(count_open(path), 0)
    t.raises("url: ", session.post, session, "http://[", { file = path })
    t.equal(count_open(path), 0)
    t.raises("input", session.post, session, "/", { multipart = { a = { path = path }, b = { path = "no/such" } } })
    t.equal(count_open(path), 0)
  end)
end)

-- ---- What is none ----

tengine.scenario("options_are_read_without_calling_what_strings_were_made_to_do", function()
  local session, strings = t.session(), getmetatable ""
  strings.__tostring = function()
    session:close()
    return "x"
  end
  local ok, answer = pcall(session.post, session, "/echo", { tags = { a = "b" }, form = { a = "b", n = 1.5, ok = true } })
  strings.__tostring = nil
  t.equal(ok and answer:json().body, "a=b&n=1.5&ok=true")
end)

tengine.scenario("two_bodies_are_refused", function()
  local session = t.session()
  local bodies = { { "data", "x" }, { "json", {} }, { "form", {} }, { "multipart", {} }, { "file", "x" } }
  for i = 1, #bodies do
    for j = i + 1, #bodies do
      local options = { [bodies[i][1]] = bodies[i][2], [bodies[j][1]] = bodies[j][2] }
      if i == 5 then break end
      local wanted = ("request: %s and %s are two bodies"):format(bodies[i][1], bodies[j][1])
      t.raises(wanted, session.post, session, "/echo", options)
    end
  end
  t.raises("HEAD has no data", session.head, session, "/", { form = { a = 1 } })
end)

tengine.scenario("tables_that_are_no_fields_are_refused", function()
  local session = t.session()
  local function refused(wanted, options) t.raises(wanted, session.post, session, "/echo", options) end
  refused("form: a table", { form = "a=1" })
  refused("query: a table", { query = 1 })
  refused("form: a is text, a number, a boolean or a list of them, not a function", { form = { a = print } })
  refused("form: names are text", { form = { a = 1, [true] = 1 } })
  refused("form: either names or a list", { form = { { "a", 1 }, b = 1 } })
  refused("number 2 of the list", { form = { { "a", 1 }, { "b" } } })
  refused("name of number 1", { form = { { 1, 1 } } })
  refused("multipart: a table", { multipart = "x" })
  refused("either data or a path", { multipart = { a = { data = "x", path = "y" } } })
  refused("either data or a path", { multipart = { a = {} } })
  refused("did you mean 'filename'", { multipart = { a = { data = "x", filenam = "y" } } })
  refused("has no name", { multipart = { { data = "x" } } })
  refused("number 2 of the list", { multipart = { { name = "a", data = "x" }, "x" } })
  refused("type cannot hold a line break", { multipart = { a = { data = "x", type = "a\r\nb" } } })
  refused("name cannot hold NUL", { multipart = { ["a\0"] = "x" } })
  refused("file is a path", { file = {} })
  refused("file cannot hold NUL", { file = "body_test.lua\0.png" })
end)
