-- What global_setup stores, and every worker reads.
local tengine, t = require "tengine", require "t"

local refused = {}

tengine.global_setup(function()
  local circle = {}
  circle.circle = circle
  for name, value in pairs {
    a_function = print,
    a_thread = coroutine.create(print),
    a_nested_function = { { print } },
    a_file = io.stdout,
    a_circle = circle,
  } do
    local ok, message = pcall(tengine.set_var, name, value)
    refused[name] = not ok and message
  end
  tengine.set_var("plain", { whole = 1, half = 0.5, text = "a\0b", yes = true, list = { 10, 20, { deep = "x" } } })
  tengine.set_var("no", false)
  tengine.set_var("twice", 1)
  tengine.set_var("twice", { now = "a table" })
  tengine.set_var("counter", tengine.counter "stored")
  tengine.get_var("counter"):add(41)
end)

tengine.scenario("plain_values_come_back_as_they_were", function()
  local v = tengine.get_var "plain"
  t.equal({ v.whole, v.half, v.text, v.yes }, { 1, 0.5, "a\0b", true })
  t.equal({ v.list[1], v.list[2], v.list[3].deep, #v.list }, { 10, 20, "x", 3 })
  t.equal(tengine.get_var "no", false)
  t.equal(tengine.get_var "twice".now, "a table")
  t.equal(tengine.get_var "never stored", nil)
end)

tengine.scenario("every_worker_sees_the_same_table", function()
  assert(rawequal(tengine.get_var "plain", tengine.get_var "plain"))
end)

tengine.scenario("stored_tables_cannot_be_changed", function()
  local v = tengine.get_var "plain"
  t.raises("cannot be changed", function() v.whole = 2 end)
  t.raises("cannot be changed", function() v.new = 2 end)
  t.raises("cannot be changed", function() v.list[3].deep = "y" end)
  t.raises("cannot be changed", table.insert, v.list, 5)
  t.equal(v.whole, 1)
end)

tengine.scenario("stored_tables_can_be_walked", function()
  local keys = {}
  for key in pairs(tengine.get_var "plain") do
    keys[#keys + 1] = key
  end
  table.sort(keys)
  t.equal(table.concat(keys, " "), "half list text whole yes")
  local list = {}
  for i, value in ipairs(tengine.get_var("plain").list) do
    list[i] = value
  end
  t.equal(#list, 3)
end)

tengine.scenario("the_walls_of_stored_tables_have_no_door", function()
  local v = tengine.get_var "plain"
  t.equal(getmetatable(v), false)
  t.raises("protected", setmetatable, v, nil)
end)

tengine.scenario("stored_objects_are_the_same_object", function()
  t.equal(tengine.get_var("counter"):add(), 42)
  t.equal(tengine.counter("stored"):value(), 42)
end)

tengine.scenario("what_belongs_to_one_thread_is_refused", function()
  t.match(refused.a_function, "a function belongs to one thread")
  t.match(refused.a_thread, "a thread belongs to one thread")
  t.match(refused.a_nested_function, "a function belongs to one thread")
  t.match(refused.a_file, "a userdata belongs to one thread")
  t.match(refused.a_circle, "in a circle")
end)

tengine.scenario("nothing_is_stored_once_workers_run", function()
  t.raises("only global_setup may store", tengine.set_var, "late", 1)
end)

tengine.scenario("a_factory_is_not_called_for_what_was_stored", function()
  t.equal(tengine.get_var("no", error), false)
  t.equal(#tengine.get_var("plain", error).list, 3)
end)

tengine.scenario("after_a_factory_that_failed_the_next_one_tries", function(session)
  local name = "fails first " .. session.worker_id
  t.raises("not today", tengine.get_var, name, function() error "not today" end)
  t.raises("belongs to one thread", tengine.get_var, name, function() return print end)
  t.equal(tengine.get_var(name), nil)
  t.equal(tengine.get_var(name, function() return 7 end), 7)
end)

tengine.scenario("a_maker_that_is_ended_lets_the_next_one_try", function(session)
  local name = "killed " .. session.worker_id
  pcall(tengine.all, {
    function() tengine.get_var(name, function() tengine.sleep(60) end) end,
    function()
      tengine.sleep(0.01)
      error "the other one is ended, too"
    end,
  })
  t.equal(tengine.get_var(name, function() return "made" end), "made")
end)

tengine.scenario("a_factory_that_asks_for_itself_is_told_so", function(session)
  local name = "circle " .. session.worker_id
  t.raises("its factory asks for it", tengine.get_var, name, function() return tengine.get_var(name, print) end)
end)

tengine.scenario("tasks_that_a_factory_starts_cannot_ask_for_it_either", function(session)
  local name = "circle of children " .. session.worker_id
  t.raises("its factory asks for it", tengine.get_var, name, function()
    tengine.all { function() tengine.get_var(name, print) end }
  end)
end)

tengine.scenario("a_maker_that_nobody_goes_on_with_lets_the_next_one_try", function(session)
  local name = "left " .. session.worker_id
  coroutine.resume(coroutine.create(function() tengine.get_var(name, coroutine.yield) end))
  collectgarbage()
  t.equal(tengine.get_var(name, function() return "made" end), "made")
end)

tengine.scenario("nothing_can_be_a_value_too", function(session)
  local name, calls = "nothing " .. session.worker_id, 0
  local function make() calls = calls + 1 end
  t.equal({ tengine.get_var(name, make), tengine.get_var(name, make) }, {})
  t.equal(calls, 1)
end)
