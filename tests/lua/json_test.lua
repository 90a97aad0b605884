-- What tengine.json writes arrives as it was meant, and comes back the same.
local tengine, t = require "tengine", require "t"
local json = tengine.json

-- The text that /echo saw.
local function sent(value)
  return t.session():post("/echo", { data = json.encode(value) }):json().body
end

tengine.scenario("keys_are_sorted_and_numbers_keep_their_kind", function()
  t.equal(sent { b = 1, a = 2.5, c = { true, "x" } }, '{"a":2.5,"b":1,"c":[true,"x"]}')
end)

tengine.scenario("empty_arrays_objects_and_null_are_told_apart", function()
  t.equal(sent { a = json.array {}, n = json.null, o = json.object {} }, '{"a":[],"n":null,"o":{}}')
end)

tengine.scenario("what_was_decoded_is_encoded_as_it_was", function()
  local text = '{"empty":[],"list":[1,2.5],"null":null,"object":{}}'
  local answer = t.session():post("/echo", { data = text }):json()
  t.equal(json.encode(json.decode(answer.body)), text)
end)
