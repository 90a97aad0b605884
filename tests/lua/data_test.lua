-- What the data modules hand out arrives at the server.
local tengine, t = require "tengine", require "t"
local csv, stacks, symbols, standin =
  require "tengine.csv", require "tengine.stacks", require "tengine.symbols", require "tengine.standin"

tengine.global_setup(function()
  local sample = standin.sample()
  tengine.set_var("sample", sample)
  tengine.set_var("groups", csv.open(sample.groups))
  tengine.set_var("stacks", stacks.open(sample.stacks))
  tengine.set_var("symbols", symbols.open { groups = sample.groups, missing = sample.missing })
end)

tengine.scenario("a_stack_is_sent_as_its_file_has_it", function()
  local corpus = tengine.get_var "stacks"
  local first = corpus:at(1)
  t.equal(corpus:by_name(first.name).body, first.body)
  t.equal(corpus:by_name "gone.json", nil)
  t.equal(t.session():post("/echo", { data = first.body }):json().body, first.body)
end)

tengine.scenario("a_symbol_is_asked_for_by_its_path", function()
  local feed, session = tengine.get_var "symbols", t.session()
  t.equal(feed:count(), #feed)
  for _ = 1, 10 do
    local job = feed:next()
    t.equal(session:get("/echo" .. job.path):json().target, "/echo" .. job.path)
    t.equal(symbols.decode(symbols.encode(job.key)), symbols.decode(job.key))
  end
end)

tengine.scenario("a_row_is_sent_by_its_names", function()
  local row = tengine.get_var("groups"):at(1)
  local session = t.session()
  t.equal(row[1], row.URI)
  t.equal(#row, 4)
  t.equal(tengine.json.decode(tengine.json.encode(row)), { URI = row.URI, ["STATUS CODE"] = row[2], PRIVATE = row[3], COUNT = row[4] })
  local by_form = session:post("/echo", { form = row }):json().body
  t.match(by_form, "^COUNT=" .. row.COUNT .. "&PRIVATE=")
end)

tengine.global_teardown(function() tengine.get_var("sample"):close() end)
