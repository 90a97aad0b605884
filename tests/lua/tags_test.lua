-- Tags of scenarios, sessions and requests are on what they count.
-- options: --sum http.requests{team:search}=5 --sum http.requests{area:scenario}=1
-- options: --sum http.requests{area:session}=2 --sum http.requests{area:request}=2
-- options: --sum http.duration{team:search}=5 --sum http.service{team:search}=5
-- options: --sum http.failed{team:search}=1 --sum checks{team:search}=1
-- options: --sum scenario.runs{team:search}=1 --sum scenario.succeeded{team:search}=1
-- options: --sum scenario.duration{team:search}=1
-- options: --sum http.requests{size:1.5}=1 --sum http.requests{on:true}=1
-- options: --sum http.requests{text:a_b_c{d}}=1 --sum http.requests{who:child}=4
-- options: --sum http.requests{hop:yes}=3 --sum http.failed{lost:yes}=1
-- options: --sum http.requests{n:1999}=0 --sum http.requests{n:5}=1
local tengine = require "tengine"
local t = require "t"

tengine.scenario(
  "the_tags_of_a_scenario_are_on_all_it_counts",
  { tags = { team = "search", area = "scenario" } },
  function()
    local plain, session = t.session(), t.session { tags = { area = "session" } }
    plain:get "/" -- the scenario's area
    session:get "/" -- the session's
    session:get "/status/500"
    plain:get("/", { tags = { area = "request" } }) -- the request's
    session:get("/", { tags = { area = "request" } })
    tengine.check("it is counted with tags", true)
  end
)

tengine.scenario("values_are_text_numbers_and_booleans", function()
  t.session():get("/", { tags = { size = 1.5, on = true, text = "a,b:c{d}" } })
end)

tengine.scenario("tasks_have_the_tags_of_their_scenario", { tags = { who = "child" } }, function()
  local session = t.session()
  tengine.spawn(function() session:get "/" end):wait()
  session:batch { "/", "/" }
  tengine.all { function() session:get "/" end }
end)

tengine.scenario("redirects_are_counted_with_the_tags_of_the_request", function()
  t.session():get("/redirect/2", { tags = { hop = "yes" } })
end)

tengine.scenario("a_request_without_an_answer_has_its_tags", function()
  local session = t.session { timeout = 0.05 }
  t.raises("timeout", session.get, session, "/fault/hang", { tags = { lost = "yes" } })
end)

tengine.scenario("keys_that_are_none_are_refused", function()
  local session = t.session()
  for _, key in ipairs { "", "1st", "a b", "a:b", "a,b", "a{", ".a", "-", "caf\xc3\xa9", "a\0b", 1, true } do
    t.raises("tags", session.get, session, "/", { tags = { [key] = "x" } })
  end
  for _, key in ipairs { "name", "method", "status", "error", "scenario", "check", "overflow", "warm_up" } do
    t.raises("engine's own", session.get, session, "/", { tags = { [key] = "x" } })
  end
  t.equal(session:get("/", { tags = { ["_a.B-9"] = "x" } }).status, 200)
end)

tengine.scenario("values_that_are_none_are_refused", function()
  local session = t.session()
  for _, value in ipairs { {}, print, "a\0b" } do
    t.raises("request: tags: k ", session.get, session, "/", { tags = { k = value } })
  end
  t.raises("key = value", session.get, session, "/", { tags = "k" })
  t.raises("session: tags", tengine.session, { tags = { "k" } })
  t.raises("255 bytes", session.get, session, "/", { tags = { k = ("x"):rep(254) } })
  t.equal(session:get("/", { tags = { k = ("x"):rep(253) } }).status, 200)
end)

-- The last: from here on names are counted together.
tengine.scenario("tags_without_end_do_not_fill_the_memory", function()
  local session = t.session()
  for n = 1, 2000 do
    session:get("/", { tags = { n = n } })
  end
end)
