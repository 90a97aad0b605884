-- Listeners are told what happens, in the order in which it does.
-- options: --sum http.requests{status:200}=10
local tengine, t = require "tengine", require "t"

local heard = {}

local function hear(name, data)
  if name == "current_workers" then return end
  heard[#heard + 1] = { name, data }
end

local function names()
  local list = {}
  for i, event in ipairs(heard) do
    list[i] = event[1]
  end
  heard = {}
  return list
end

local function of(name)
  for _, event in ipairs(heard) do
    if event[1] == name then return event[2] end
  end
end

tengine.events(hear)

-- A second one that misbehaves does not keep the first from hearing.
local trouble
tengine.events(function(name, data)
  if trouble then trouble(name, data) end
end)

tengine.scenario("a_start_is_told_before_the_scenario_runs", function(session)
  local start = heard[#heard]
  t.equal(start[1], "scenario_start")
  t.equal(start[2].scenario, "a_start_is_told_before_the_scenario_runs")
  t.equal({ start[2].wid, start[2].step }, { session.worker_id, session.step })
  assert(rawequal(start[2].session, session))
end)

tengine.scenario("an_end_is_told_before_the_next_start", function(session)
  local last, first = heard[#heard - 1], heard[#heard]
  t.equal({ last[1], first[1] }, { "scenario_success", "scenario_start" })
  t.equal(last[2].scenario, "a_start_is_told_before_the_scenario_runs")
  t.equal(last[2].step, session.step - 1)
end)

tengine.scenario("the_url_that_is_told_has_its_query", function()
  heard = {}
  local response = t.session():get("/echo?z=1#part", { query = { a = "b c", list = { 1, 2 } } })
  t.equal(heard[1][2].request.url, t.origin .. "/echo?z=1&a=b%20c&list=1&list=2")
  t.equal(response.url, heard[1][2].request.url)
  t.raises("query: a table", t.session().get, t.session(), "/echo", { query = 1 })
  heard = {}
end)

tengine.scenario("a_request_is_told_before_and_its_answer_after", function()
  heard = {}
  local session = t.session()
  local response = session:post("/echo?a=b c", { data = "x" })
  local sending, received = heard[1][2], heard[2][2]
  t.equal(names(), { "sending_request", "response_received" })
  t.equal({ sending.request.method, sending.request.url }, { "POST", t.origin .. "/echo?a=b%20c" })
  t.equal(sending.request.options.data, "x")
  assert(rawequal(sending.session, session))
  assert(rawequal(received.response, response) and rawequal(received.request, sending.request))
end)

tengine.scenario("a_failed_request_has_no_answer_to_tell_of", function()
  heard = {}
  local raised = t.raises("closed", function() t.session():get "/fault/close" end)
  t.match(raised.message, "^[^ ]*events_test.lua:%d+: GET ", "where it was asked for")
  t.equal(names(), { "sending_request" })
end)

tengine.scenario("a_listener_can_add_a_header_to_this_request_alone", function()
  trouble = function(name, data)
    if name == "sending_request" then data.request.headers["X-Trace"] = "7" end
  end
  local session, options = t.session(), { headers = { ["X-Own"] = "1" } }
  local echo = session:get("/echo", options)
  trouble = nil
  t.equal({ t.echoed(echo, "X-Trace"), t.echoed(echo, "X-Own") }, { { "7" }, { "1" } })
  t.equal(t.echoed(session:get("/echo", options), "X-Trace"), {})
  t.equal(options, { headers = { ["X-Own"] = "1" } })
end)

tengine.scenario("what_a_listener_requests_is_told_to_nobody", function()
  heard = {}
  trouble = function(name)
    if name ~= "sending_request" then return end
    tengine.all { function() t.session():get "/bytes/1" end, function() t.session():get "/bytes/2" end }
  end
  t.session():get "/bytes/3"
  trouble = nil
  t.equal(names(), { "sending_request", "response_received" })
end)

tengine.scenario("what_a_listener_raises_is_counted_and_the_run_goes_on", function()
  heard = {}
  trouble = function(name)
    tengine.sleep(0.001)
    error("cannot bear " .. name)
  end
  t.equal(t.session():get("/bytes/4").status, 200)
  trouble = nil
  t.equal(names(), { "sending_request", "response_received" })
end)

tengine.scenario("batches_and_tasks_are_told_as_well", function()
  heard = {}
  t.session():batch { "/bytes/1", "/bytes/2" }
  t.equal(#names(), 4)
end)

tengine.scenario("what_cannot_be_sent_is_refused_as_ever", function()
  t.raises("not a method", function() t.session():request("get it", "/") end)
  t.raises("table expected", function() t.session():get("/", 5) end)
  t.raises("headers: a table", function() t.session():get("/", { headers = 5 }) end)
  t.raises("string expected", function() t.session():get() end)
end)

tengine.scenario("only_functions_listen_and_only_from_the_top_of_the_file", function()
  t.raises("top of the file", tengine.events, print)
  t.raises("function expected", tengine.events, 5)
end)
