-- Metrics of the scenario's own: counters, gauges, rates and trends.
-- options: --sum counter=5.5 --sum tagged{kind:a}=2 --sum tagged{kind:b}=1 --sum tagged=6
-- options: --sum gauge=2 --sum rate=2 --sum trend=3 --sum fixture=1 --sum many{shop:a}=2
-- options: --sum many{shop:b}=1 --sum many{shop:own}=1 --sum at.load=1
local tengine = require "tengine"
local t = require "t"
local metric = tengine.metric

local counter, many = metric.counter "counter", metric.counter "many"
metric.counter("at.load"):add()

tengine.setup(function() metric.counter("fixture"):add() end)

tengine.scenario("a_counter_adds_one_or_as_much_as_said", function()
  counter:add()
  counter:add(nil)
  counter:add(3.5)
  metric.counter("counter"):add(0)
end)

tengine.scenario("a_gauge_goes_up_and_down", function()
  local gauge = metric.gauge "gauge"
  gauge:add()
  gauge:add(4)
  gauge:add(-3)
end)

tengine.scenario("a_rate_counts_how_many_held", function()
  local rate = metric.rate "rate"
  for i = 1, 4 do
    rate:add(i % 2 == 0)
  end
end)

tengine.scenario("a_trend_takes_durations", function()
  local trend = metric.trend "trend"
  trend:add(0)
  trend:add(0.25)
  trend:add(3)
end)

tengine.scenario("with_other_tags_it_is_another_series_of_the_metric", function()
  metric.counter("tagged", { kind = "a" }):add(2)
  metric.counter("tagged", { kind = "b" }):add()
  metric.counter("tagged"):add(3)
end)

-- One object, made when no scenario ran.
for _, case in ipairs { { "first", "a" }, { "second", "b" }, { "third", "a" } } do
  tengine.scenario("a_metric_has_the_tags_of_the_scenario_that_adds_" .. case[1], { tags = { shop = case[2] } }, function()
    many:add()
  end)
end

tengine.scenario("its_own_tags_beat_the_scenarios", { tags = { shop = "c" } }, function()
  metric.counter("many", { shop = "own" }):add()
end)

tengine.scenario("a_name_that_is_none_is_refused", function()
  for _, name in ipairs { "", "a b", "1st", "a{b}", "a:b", ("x"):rep(101), "caf\xc3\xa9", "a\0" } do
    t.raises("metric.counter: '.*' is no name", metric.counter, name)
  end
  t.raises("a name is wanted", metric.trend)
  for _, name in ipairs { "http.requests", "http.mine", "data.x", "scenario.runs", "health.x", "checks", "workers" } do
    t.raises("the engine's own", metric.counter, name)
  end
end)

tengine.scenario("a_name_has_one_kind", function()
  metric.counter "kinds"
  t.raises("'kinds' is a counter already", metric.trend, "kinds")
  t.raises("'kinds' is a counter already", metric.gauge, "kinds", { a = 1 })
  metric.counter("kinds", { a = 1 })
end)

tengine.scenario("what_cannot_be_added_is_refused", function()
  for _, value in ipairs { -1, "x", {}, true, 0 / 0, math.huge } do
    t.raises("metric 'counter': a counter adds a number of 0 or more", counter.add, counter, value)
  end
  local gauge, rate, trend = metric.gauge "gauge", metric.rate "rate", metric.trend "trend"
  t.raises("a gauge adds a number", gauge.add, gauge, "x")
  t.raises("a rate adds true or false", rate.add, rate)
  t.raises("a rate adds true or false", rate.add, rate, 1)
  t.raises("a trend adds a duration in seconds, 0 or more", trend.add, trend)
  t.raises("a trend adds a duration in seconds, 0 or more", trend.add, trend, -0.1)
  t.raises("tags", metric.counter, "counter", { name = "x" })
  t.raises("tags", metric.counter, "counter", "x")
end)
