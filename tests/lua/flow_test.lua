-- The flow of a run: sleep, all, spawn, stop, fail, counters, what is global.
local tengine, t = require "tengine", require "t"

local function after(seconds, ...)
  local results = table.pack(...)
  return function()
    tengine.sleep(seconds)
    return table.unpack(results, 1, results.n)
  end
end

local function failing(seconds, message)
  return function()
    tengine.sleep(seconds)
    error(message, 0)
  end
end

-- ---- Time ----

tengine.scenario("sleep_takes_as_long_as_it_says", function()
  local from = tengine.now()
  tengine.sleep(0.05)
  t.near(tengine.now() - from, 0.1, 0.06)
end)

tengine.scenario("sleep_refuses_what_is_no_time", function()
  t.raises("0 or more", tengine.sleep, -1)
  t.raises("0 or more", tengine.sleep, 0 / 0)
  t.raises("number expected", tengine.sleep, "soon")
end)

tengine.scenario("a_sleep_of_nothing_gives_the_others_a_turn", function()
  local order = {}
  tengine.all {
    function()
      for _ = 1, 3 do
        order[#order + 1] = "a"
        tengine.sleep(0)
      end
    end,
    function()
      for _ = 1, 3 do
        order[#order + 1] = "b"
        tengine.sleep(0)
      end
    end,
  }
  t.equal(table.concat(order), "ababab")
end)

-- ---- all ----

tengine.scenario("all_of_less_than_nothing_is_nothing", function()
  for length = -8, -1 do
    local liar = setmetatable({}, { __len = function() return length end })
    t.equal(select("#", tengine.all(liar)), 0)
  end
end)

tengine.scenario("all_returns_the_first_result_of_each_in_order", function()
  local from = tengine.now()
  local a, b, c = tengine.all { after(0.06, "a", "more"), after(0.02), after(0.04, false) }
  t.equal({ a, c }, { "a", false })
  t.equal(b, nil)
  t.near(tengine.now() - from, 0.09, 0.04, "side by side")
end)

tengine.scenario("all_of_nothing_is_nothing", function() t.equal(select("#", tengine.all {}), 0) end)

tengine.scenario("all_refuses_what_is_no_function_before_it_starts_any", function()
  local started = false
  t.raises("number 2 is no function", tengine.all, { function() started = true end, 7 })
  tengine.sleep(0)
  t.equal(started, false)
end)

tengine.scenario("the_first_error_of_all_ends_the_others", function()
  local went_on, closed = false, false
  local raised = t.raises("^first$", tengine.all, {
    failing(0.01, "first"),
    function()
      local _ <close> = setmetatable({}, { __close = function() closed = true end })
      tengine.sleep(0.05)
      went_on = true
    end,
  })
  t.equal(raised, "first")
  t.equal(closed, true)
  tengine.sleep(0.1)
  t.equal(went_on, false)
end)

tengine.scenario("all_may_be_nested", function()
  local sum = tengine.all {
    function()
      local a, b = tengine.all { after(0.01, 1), after(0.02, 2) }
      return a + b
    end,
  }
  t.equal(sum, 3)
  t.raises("deep", tengine.all, { function() tengine.all { failing(0, "deep") } end })
end)

tengine.scenario("an_error_object_goes_through_all_as_it_is", function()
  local object = setmetatable({ code = 7 }, {})
  local ok, raised = pcall(tengine.all, { function() error(object) end })
  t.equal(ok, false)
  assert(rawequal(raised, object))
end)

tengine.scenario("all_waits_in_a_coroutine_of_the_scenarios_own", function()
  local co = coroutine.wrap(function()
    local a = tengine.all { after(0.01, "waited") }
    coroutine.yield(a)
    return "ended"
  end)
  t.equal(co(), "waited")
  t.equal(co(), "ended")
end)

tengine.scenario("hundreds_of_children_are_fine", function()
  local functions = {}
  for i = 1, 500 do
    functions[i] = after(0.01, i)
  end
  local results = table.pack(tengine.all(functions))
  t.equal(results.n, 500)
  t.equal(results[500], 500)
end)

-- ---- spawn ----

tengine.scenario("who_waits_for_a_task_that_ends_with_its_parent_is_told", function()
  local child
  local parent = tengine.spawn(function()
    child = tengine.spawn(tengine.sleep, 5)
    tengine.sleep(0.02)
    error("gone", 0)
  end)
  tengine.sleep(0.01)
  t.raises("ended with its parent", child.wait, child)
  t.raises("gone", parent.wait, parent)
  t.raises("ended with its parent", child.wait, child)
end)

tengine.scenario("spawn_hands_arguments_in_and_all_results_out", function()
  local task = tengine.spawn(function(...)
    tengine.sleep(0.01)
    return select("#", ...), ...
  end, "a", nil, "c", nil)
  t.equal(table.pack(task:wait()), { 4, "a", nil, "c", nil, n = 5 })
  t.equal(table.pack(task:wait()).n, 5, "once more")
end)

tengine.scenario("wait_raises_the_error_of_the_task", function()
  local task = tengine.spawn(failing(0.01, "of the task"))
  t.raises("^of the task$", task.wait, task)
  local early = tengine.spawn(failing(0, "early"))
  tengine.sleep(0.02)
  t.raises("^early$", early.wait, early)
end)

tengine.scenario("a_task_cannot_wait_for_itself", function()
  local task
  task = tengine.spawn(function()
    tengine.sleep(0)
    t.raises("for itself", task.wait, task)
    return "fine"
  end)
  t.equal(task:wait(), "fine")
end)

tengine.scenario("a_task_can_be_waited_for_by_a_sibling", function()
  local slow = tengine.spawn(after(0.03, "slow"))
  local other = tengine.spawn(function() return slow:wait() end)
  t.equal(other:wait(), "slow")
end)

tengine.scenario("a_caught_error_of_one_task_does_not_fail_the_run", function()
  local a = tengine.spawn(failing(0, "a"))
  local b = tengine.spawn(failing(0, "b"))
  tengine.sleep(0.01)
  t.raises("^a$", a.wait, a)
  t.raises("^b$", b.wait, b)
end)

local outlived = false
tengine.scenario("a_run_lasts_as_long_as_its_tasks", function()
  tengine.spawn(function()
    tengine.sleep(0.03)
    outlived = true
  end)
end)
tengine.scenario("and_so_the_task_before_has_ended", function() t.equal(outlived, true) end)

-- ---- Errors ----

tengine.scenario("fail_says_where", function()
  t.raises("flow_test.lua:%d+: enough", function() tengine.fail "enough" end)
  t.raises("value expected", tengine.fail)
end)

tengine.scenario("pcall_and_xpcall_work_across_waits", function()
  t.equal({ pcall(after(0.01, 1, 2)) }, { true, 1, 2 })
  t.equal({ pcall(failing(0.01, "late")) }, { false, "late" })
  t.equal({ xpcall(failing(0.01, "late"), string.upper) }, { false, "LATE" })
end)

-- ---- Where nothing can wait ----

local at_load = { pcall(tengine.sleep, 0) }
tengine.scenario("nothing_waits_while_the_file_loads", function()
  t.equal(at_load[1], false)
  t.match(at_load[2], "not while the file loads")
end)

tengine.scenario("nothing_waits_in_a_sort_comparison_or_a_gsub_callback", function()
  t.raises("nothing can wait", table.sort, { 3, 1, 2 }, function(a, b)
    tengine.sleep(0)
    return a < b
  end)
  t.raises("nothing can wait", string.gsub, "abc", "b", function() tengine.sleep(0) end)
end)

tengine.scenario("a_metamethod_may_wait", function()
  local slow = setmetatable({}, {
    __index = function(_, key)
      tengine.sleep(0.01)
      return key
    end,
  })
  t.equal(slow.answer, "answer")
end)

-- ---- Counters ----

tengine.scenario("a_counter_is_the_same_under_its_name", function()
  local a, b = tengine.counter "orders", tengine.counter "orders"
  t.equal({ a:add(), b:add(10), a:add(-1), b:value() }, { 1, 11, 10, 10 })
  t.equal(tengine.counter("others"):value(), 0)
  t.raises("tengine.counter", a.add, {})
end)

tengine.scenario("check_returns_what_it_was_given", function()
  t.equal({ tengine.check("of nothing", true), tengine.check("of nothing", nil) }, { true, nil })
  t.raises("value expected", tengine.check, "of nothing")
end)

-- ---- Globals ----

tengine.scenario("a_scenario_cannot_exit_or_take_the_hook", function()
  t.raises("tengine.stop", os.exit, 0)
  t.raises("the hook is the engine's", debug.sethook, print, "c")
end)

tengine.scenario("bytecode_is_refused", function()
  local code = string.dump(function() return 1 end)
  local f, message = load(code)
  t.equal(f, nil)
  t.match(message, "attempt to load a binary chunk")
  t.equal((load(code, "x", "b")), nil)
  t.equal((load(function() local c = code; code = nil; return c end, "x", "bt")), nil)
  t.equal(load "return 1 + 1"(), 2)
  t.equal(load("return x", "x", "t", { x = 5 })(), 5)
end)

tengine.scenario("bytecode_is_refused_from_files_too", function()
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(string.dump(function() return 1 end))
  file:close()
  local f, message = loadfile(path, "b")
  local ok, raised = pcall(dofile, path)
  os.remove(path)
  t.equal(f, nil)
  t.match(message, "binary chunk")
  t.equal(ok, false)
  t.match(tostring(raised), "binary chunk")
end)

tengine.scenario("bytecode_is_refused_from_modules_too", function()
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(string.dump(function() return 1 end))
  file:close()
  local before = package.path
  package.path = path
  local ok, raised = pcall(require, "some_module")
  package.path = before
  os.remove(path)
  t.equal(ok, false)
  t.match(tostring(raised), "some_module.*binary chunk")
end)

tengine.scenario("what_belongs_at_the_top_of_the_file_is_refused_later", function()
  t.raises("at the top of the file", tengine.scenario, "late", print)
  t.raises("at the top of the file", tengine.setup, print)
  t.raises("at the top of the file", tengine.options, {})
end)

tengine.scenario("thinking_takes_between_the_least_and_the_most", function()
  local begun = tengine.now()
  tengine.think(0.01, 0.02)
  local took = tengine.now() - begun
  assert(took >= 0.01, took)
  tengine.think(0)
  t.raises("0 or more", tengine.think, -1)
  t.raises("less than the first", tengine.think, 2, 1)
end)
