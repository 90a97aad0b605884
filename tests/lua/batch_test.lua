-- session:batch{...} sends many requests, some at a time.
local tengine = require "tengine"
local t = require "t"

tengine.scenario("answers_come_in_the_order_of_the_requests", function()
  local answers = t.session():batch {
    "/bytes/1?delay=40",
    { "GET", "/bytes/2?delay=20" },
    { "POST", "/echo", { data = "hello", headers = { ["X-One"] = "1" } } },
    "/bytes/4",
  }
  t.equal(#answers, 4)
  t.equal(answers[1].body, "0")
  t.equal(answers[2].body, "01")
  t.equal(answers[3]:json().body, "hello")
  t.equal(t.echoed(answers[3], "X-One"), { "1" })
  t.equal(answers[4].body, "0123")
end)

tengine.scenario("a_batch_of_nothing_is_nothing", function()
  t.equal(t.session():batch {}, {})
  t.equal(t.session():batch { max = 3 }, {})
end)

local function list(count, path)
  local requests = {}
  for i = 1, count do
    requests[i] = path
  end
  return requests
end

tengine.scenario("six_go_at_once_unless_told_otherwise", function()
  t.reset()
  local before = tengine.now()
  t.session():batch(list(12, "/delay/100"))
  t.near(tengine.now() - before, 0.3, 0.1, "two rounds")
  t.equal(t.stats().accepted, 6, "connections")
end)

tengine.scenario("max_says_how_many_go_at_once", function()
  t.reset()
  local requests = list(12, "/delay/50")
  requests.max = 2
  t.session():batch(requests)
  t.equal(t.stats().accepted, 2)
  t.reset()
  requests.max = 1000
  t.session():batch(requests)
  t.equal(t.stats().accepted, 12)
end)

tengine.scenario("the_first_failure_is_raised_when_all_have_ended", function()
  t.reset()
  local session = t.session()
  local raised = t.raises("truncated", session.batch, session, {
    "/bytes/1", "/fault/truncate?delay=60", "/fault/garbage", "/delay/100", "/bytes/5", max = 2,
  })
  t.equal(raised.url, t.origin .. "/fault/truncate?delay=60")
  t.equal(t.stats().requests, 5)
end)

tengine.scenario("statuses_are_answers", function()
  local answers = t.session():batch { "/status/404", "/status/500" }
  t.equal(answers[1].status, 404)
  t.equal(answers[2].ok, false)
end)

tengine.scenario("what_is_no_request_is_refused_before_any_is_sent", function()
  t.reset()
  local session = t.session()
  t.raises("batch_test.lua:%d+: batch: number 2", function() session:batch { "/", { "GET" } } end)
  t.raises("number 1", session.batch, session, { 5 })
  t.raises("number 2", session.batch, session, { "/", nil, "/" })
  t.raises("max", session.batch, session, { "/", max = 0 })
  t.raises("max", session.batch, session, { "/", max = "6" })
  t.raises("unknown option 'mx'", session.batch, session, { "/", mx = 6 })
  t.raises("list", session.batch, session, "/")
  t.equal(t.stats().requests, 0)
  t.raises("unknown option 'tiemout'", session.batch, session, { { "GET", "/", { tiemout = 1 } } })
end)

tengine.scenario("batches_work_inside_of_tasks_and_pcall", function()
  local session = t.session()
  local one, two = tengine.all {
    function() return #session:batch(list(10, "/delay/5")) end,
    function() return select(2, pcall(session.batch, session, { "/fault/close" })).kind end,
  }
  t.equal(one, 10)
  t.equal(two, "closed")
end)
