-- Fixtures make requests, each at its time; a session carries what they made.
-- options: --workers 2 --threads 2
-- options: --sum http.requests{name:global_setup}=1 --sum http.requests{name:setup}=2
-- options: --sum http.requests{name:setup_session}=2 --sum http.requests{name:teardown_session}=2
-- options: --sum http.requests{name:teardown}=2 --sum http.requests{name:global_teardown}=1
-- options: --sum http.requests{name:summary}=1
local tengine, t = require "tengine", require "t"

local args = tengine.options { fruit = { "pear", "what is in season" }, count = 3 }

tengine.global_setup(function(given)
  t.equal(given.fruit, "pear")
  tengine.set_var("token", tengine.json_request(t.origin .. "/echo", "GET", { name = "global_setup" }).method)
end)

tengine.setup(function(worker_id, given)
  local echo = tengine.json_request(t.origin .. "/echo?w=" .. worker_id, "GET", { name = "setup" })
  return {
    base_url = t.origin,
    headers = { ["X-Seen"] = echo.target, ["X-Count"] = tostring(given.count) },
    tags = { worker = worker_id },
  }
end)

tengine.setup_session(function(worker_id, session)
  t.equal(session.worker_id, worker_id)
  t.equal(session.step, 0)
  session.context.user = session:post("/echo", { data = "user" .. worker_id, name = "setup_session" }):json().body
  session.headers["X-User"] = session.context.user
end)

tengine.teardown_session(function(worker_id, session)
  t.equal(session.context.user, "user" .. worker_id)
  session:get("/", { name = "teardown_session" })
end)

tengine.teardown(function() tengine.request(t.origin .. "/", "GET", { name = "teardown" }) end)

tengine.global_teardown(function() tengine.request(t.origin .. "/", "GET", { name = "global_teardown" }) end)

tengine.summary(function(result)
  t.equal(result:sum("http.requests", "name:global_teardown"), 1)
  tengine.request(t.origin .. "/", "GET", { name = "summary" })
end)

tengine.scenario("what_setup_returned_goes_out_with_each_request", function(session)
  local echo = session:get "/echo"
  t.equal(t.echoed(echo, "X-Seen"), { "/echo?w=" .. session.worker_id })
  t.equal(t.echoed(echo, "X-Count"), { "3" })
  t.equal(session.base_url, t.origin)
end)

tengine.scenario("a_context_is_kept_from_run_to_run_and_is_each_workers_own", function(session)
  t.equal(session.context.user, "user" .. session.worker_id)
  t.equal(t.echoed(session:get "/echo", "X-User"), { "user" .. session.worker_id })
end)

tengine.scenario("options_are_the_same_wherever_they_are_read", function(session)
  t.equal({ args.fruit, args.count }, { "pear", 3 })
  t.equal({ session.args.fruit, session.args.count }, { "pear", 3 })
end)

tengine.scenario("what_global_setup_stored_is_there_in_all_threads", function()
  t.equal(tengine.get_var "token", "GET")
end)

tengine.scenario("steps_are_counted_from_1", function(session)
  assert(session.step >= 1 and session.step <= 8, session.step)
  t.equal(t.session().step, nil)
  t.equal(t.session().worker_id, nil)
end)

tengine.scenario("figures_for_statsd_do_nothing_where_nobody_asked_for_them", function(session)
  local statsd = session.statsd
  statsd:increment "cups"
  statsd:decrement("cups", 2, { kind = "tea" })
  statsd:gauge("level", 0.5)
  statsd:timing("steep", 0.2)
  statsd:histogram("weight", 7)
end)

tengine.scenario("an_answer_says_how_late_its_request_was", function(session)
  local timings = session:get("/").timings
  assert(timings.queue >= 0 and timings.queue < 5, timings.queue)
end)

tengine.scenario("versions_and_notes_are_texts", function()
  t.match(tengine.version, "^%d+%.%d+%.%d+$")
  tengine.note "a line of the summary's"
  t.raises("string expected", tengine.note)
end)
