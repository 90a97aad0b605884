-- Many users on two threads, among faults: each gets the answers to its own
-- questions.
-- options: --workers 24 --threads 2
local tengine = require "tengine"
local t = require "t"

local kinds = t.set {
  "closed", "truncated", "bad_length", "bad_chunk", "bare_cr", "nul", "extra_bytes", "header_flood", "protocol",
  "too_large", "timeout", "redirect",
}

tengine.setup(function()
  return { base_url = t.origin, timeout = 2, max_body = 5000000 }
end)

tengine.scenario("answers_are_to_the_questions_asked", function(session)
  for i = 1, 20 do
    local text = ("%d-%d-%d"):format(session.worker_id or 0, i, tengine.random(1, 1000000000))
    local echo = session:post("/echo", { data = text }):json()
    t.equal(echo.body, text)
    t.equal(session:get("/bytes/" .. i * 997).size, i * 997)
  end
end)

tengine.scenario("faults_of_some_are_no_trouble_for_others", function(session)
  for i = 1, 15 do
    local ok, result = pcall(session.get, session, "/random?p=0.6&seed=7")
    if not ok then t.equal(kinds[result.kind], true, tostring(result)) end
    local target = "/echo?i=" .. i -- a GET: the fault may have been a connection that dies when used again
    t.equal(session:get(target):json().target, target)
  end
end)

tengine.scenario("users_have_connections_of_their_own", function(session)
  local mine = t.session()
  local connection = mine:get("/").headers["X-Connection"]
  for i = 2, 10 do
    local response = mine:get "/"
    t.equal(response.headers["X-Connection"], connection)
    t.equal(response.headers["X-Request"], tostring(i))
    tengine.sleep(0.002)
  end
  mine:close()
  t.equal(session:get("/").headers["X-Connection"] ~= connection, true)
end)

tengine.scenario("users_have_cookies_of_their_own", function(session)
  local mine = tostring(tengine.random(1, 1000000000))
  session:get("/cookie/set?me=" .. mine)
  tengine.sleep(0.01)
  t.equal(t.echoed(session:get "/echo", "Cookie"), { "me=" .. mine })
end)

tengine.scenario("many_at_once_of_many", function(session)
  local requests = { max = 20 }
  for i = 1, 60 do
    requests[i] = "/bytes/" .. i * 1000
  end
  for i, response in ipairs(session:batch(requests)) do
    t.equal(response.size, i * 1000)
  end
end)

tengine.scenario("a_factory_makes_a_value_once_for_all_workers", function()
  local function make()
    tengine.counter("made"):add()
    tengine.sleep(0.02)
    return { made = "once" }
  end
  t.equal(tengine.get_var("lazy", make).made, "once")
  t.equal(tengine.get_var("lazy").made, "once")
  t.equal(tengine.counter("made"):value(), 1)
  assert(rawequal(tengine.get_var("lazy", make), tengine.get_var "lazy"))
  t.raises("cannot be changed", function() tengine.get_var("lazy").made = 2 end)
end)
