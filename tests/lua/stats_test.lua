-- tengine.stats: histograms, series, tables and figures as text. That series
-- are merged over threads is in tests/cli/stats.t.
-- options: --sum labelled=3 --sum labelled{label:404}=2 --sum plain=1
local tengine, stats, json = require "tengine", require "tengine.stats", require "tengine.json"
local t = require "t"

local labelled, plain = stats.series("labelled", "bytes"), stats.series "plain"

local function histogram(unit, values)
  local h = stats.histogram(unit)
  for _, value in ipairs(values) do
    h:add(value)
  end
  return h
end

tengine.scenario("figures_of_counts_are_exact", function()
  local f = histogram("count", { 1, 2, 3, 2000 }):figures()
  t.equal({ f.unit, f.count, f.sum, f.min, f.max, f.p50, f.mean }, { "count", 4, 2006, 1, 2000, 2, 501.5 })
  t.near(f.stddev, 865.1596673, 1e-6) -- of the population
  t.equal(math.type(f.p99), "integer")
end)

tengine.scenario("figures_of_durations_are_seconds", function()
  local f = histogram("seconds", { 0.25, 0.5, 0.75 }):figures()
  t.near(f.sum, 1.5, 1e-12)
  t.near(f.mean, 0.5, 1e-12)
  t.near(f.p50, 0.5, 0.0005)
  t.near(f.stddev, 0.20412414523, 1e-9)
end)

tengine.scenario("figures_of_nothing_are_zeros", function()
  local h = stats.histogram "bytes"
  local f = h:figures()
  t.equal({ #h, f.count, f.sum, f.p50, f.max, f.mean, f.stddev }, { 0, 0, 0, 0, 0, 0.0, 0.0 })
  t.equal(h:percentile(99), 0)
end)

tengine.scenario("a_value_counts_as_often_as_said", function()
  local h = stats.histogram "count"
  h:add(7, 3)
  h:add(9, 0)
  h:add(8.6)
  t.equal({ h:count(), #h, h:percentile(75), h:percentile(100) }, { 4, 4, 7, 9 })
end)

tengine.scenario("merged_histograms_are_one_of_all_values", function()
  local all = histogram("bytes", { 10, 20, 3000000, 40 })
  local part = histogram("bytes", { 10, 3000000 }):merge(histogram("bytes", { 40, 20 }))
  t.equal(part:figures(), all:figures())
  t.equal(part:encode(), all:encode())
  t.raises("of bytes cannot take one of seconds", part.merge, part, stats.histogram())
end)

tengine.scenario("an_encoded_histogram_is_read_back", function()
  for _, unit in ipairs { "seconds", "count", "bytes" } do
    local h = histogram(unit, { 0, 1, 2.5, 17, 17, 900, 3000 })
    local back = stats.decode(h:encode(), unit)
    t.equal(back:count(), 7)
    for percent = 0, 100, 5 do
      t.equal(back:percentile(percent), h:percentile(percent), unit .. " p" .. percent)
    end
    t.equal(back:encode(), h:encode())
  end
end)

tengine.scenario("a_text_that_is_no_histogram_is_an_input_error", function()
  local good = histogram("count", { 1, 2, 3 }):encode()
  for _, text in ipairs { "", "x", "HISTF", good:sub(1, -5), good .. good, good:gsub("H", "I"), ("A"):rep(400) } do
    local err = t.raises("input", stats.decode, text)
    t.match(tostring(err), "stats.decode: it")
  end
end)

tengine.scenario("what_no_histogram_takes_is_refused", function()
  local h = stats.histogram()
  for _, value in ipairs { -1, "x", {}, 0 / 0, math.huge, true } do
    t.raises("a number of 0 or more is wanted", h.add, h, value)
  end
  t.raises("it is negative", h.add, h, 1, -1)
  t.raises("from 0 to 100", h.percentile, h, 101)
  t.raises("'minutes' is no unit: seconds, count or bytes", stats.histogram, "minutes")
end)

tengine.scenario("a_series_takes_values_by_label", function()
  labelled:add(1000, 404)
  labelled:add(3000, "404")
  labelled:add(7, true)
  plain:add(0.5)
end)

tengine.scenario("a_series_takes_nothing_else", function()
  t.raises("series 'labelled': bytes of 0 or more are wanted, not %-1", labelled.add, labelled, -1, 404)
  t.raises("series 'plain': seconds of 0 or more are wanted, not x", plain.add, plain, "x")
  t.raises("a label is a text, a number or a boolean", plain.add, plain, 1, {})
end)

tengine.scenario("a_series_is_one_metric_of_one_unit", function()
  stats.series("labelled", "bytes")
  t.raises("'labelled' is a trend of bytes already", stats.series, "labelled")
  t.raises("'labelled' is a trend of bytes already", tengine.metric.counter, "labelled")
  t.raises("the engine's own", stats.series, "http.mine")
  t.raises("a name is wanted", stats.series)
end)

tengine.scenario("a_series_that_nobody_fed_is_read_as_zeros", function()
  local none = stats.series("none", "count")
  t.equal(none:labels(), {})
  t.equal(none:figures("x").count, 0)
  t.equal(#none:histogram(), 0)
end)

tengine.scenario("figures_are_shown_short", function()
  t.equal({ stats.bytes(0), stats.bytes(999), stats.bytes(5e6), stats.bytes(1.84e9) }, { "0.0B", "999.0B", "5.0MB", "1.8GB" })
  t.equal({ stats.bytes(999949), stats.bytes(999951), stats.bytes(1e30) }, { "999.9kB", "1.0MB", "1000000000000000.0PB" })
  t.equal({ stats.seconds(0.6444), stats.seconds(173.957), stats.seconds(0) }, { "0.644s", "173.957s", "0.000s" })
  t.equal({ stats.duration(0.00085), stats.duration(125), stats.duration(7380) }, { "850 us", "2m 05s", "2h 03m" })
  t.equal({ stats.count(1234567), stats.count(3) }, { "1,234,567", "3" })
  t.raises("not finite", stats.bytes, 0 / 0)
end)

tengine.scenario("a_table_has_its_first_column_to_the_left", function()
  t.equal(
    stats.table({ "KEY", "SUM" }, { { "a", 1 }, { "b" } }, { widths = { 6, 5 }, indent = 0, gap = 1 }),
    "KEY      SUM\na          1\nb\n"
  )
  t.match(stats.table({ "KEY", "SUM" }, {}), "^KEY +SUM\n$")
end)

tengine.scenario("a_table_wider_than_its_columns_takes_from_the_first", function()
  local wide = ("x"):rep(90)
  t.match(stats.table({ "KEY", "SUM" }, { { wide, 1 } }), "\n  x+\xe2\x80\xa6 +1\n$")
  t.match(stats.table({ "KEY", "SUM" }, { { wide, 1 } }, { columns = 120 }), "\n  " .. wide .. " +1\n$")
end)

tengine.scenario("a_cell_is_shown_harmless", function()
  t.match(stats.table({ "KEY", "SUM" }, { { "a\27[2J", json.null } }), "a\\x1b%[2J")
end)

tengine.scenario("a_table_that_is_none_is_refused", function()
  t.raises("2 to 16 titles", stats.table, { "one" }, {})
  t.raises("a row is a list of cells, not a string", stats.table, { "a", "b" }, { "x" })
  t.raises("did you mean", stats.table, { "a", "b" }, {}, { indnt = 1 })
  t.raises("a width is a whole number", stats.table, { "a", "b" }, {}, { widths = { "x" } })
  t.raises("indent is a whole number", stats.table, { "a", "b" }, {}, { indent = -1 })
end)
