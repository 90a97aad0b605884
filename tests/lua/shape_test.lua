-- check.shape: what fits, what does not, and what is said of it.
-- options: --sum checks{check:good}=2 --sum checks{check:bad}=0
local tengine, t = require "tengine", require "t"
local check, json = tengine.check, tengine.json

local function fits(text, shape)
  t.equal({ check.shape("fits", json.decode(text), shape) }, { true })
end

local function differs(text, shape, wanted)
  t.equal({ check.shape("differs", json.decode(text), shape) }, { false, wanted })
end

tengine.scenario("a_shape_is_counted_as_a_check", function()
  check.shape("good", 1, "integer")
  check.shape("good", {}, {})
  check.shape("bad", 1, "string")
end)

tengine.scenario("a_type_takes_its_values_only", function()
  local values = { string = '"x"', number = "1.5", integer = "3", boolean = "false", null = "null", array = "[]", object = "{}" }
  for name, shape in pairs(values) do
    for other, text in pairs(values) do
      local is_it = name == other or (name == "number" and other == "integer")
      t.equal(check.shape("type", json.decode(text), name), is_it, name .. " " .. text)
    end
    fits(shape, "any")
  end
  fits("1e20", "integer")
end)

tengine.scenario("types_are_joined_by_a_bar", function()
  fits("null", "boolean|null")
  fits("true", "boolean|null")
  differs('"yes"', "boolean|null", 'true or false or null is wanted, not "yes"')
end)

tengine.scenario("an_array_has_elements_of_one_shape", function()
  fits("[]", { "string" })
  fits('["a", "b"]', { "string" })
  differs('["a", 7]', { "string" }, "[1]: a string is wanted, not 7")
  differs("{}", { "string" }, "an array is wanted, not an object")
  differs("[[1], [2, null]]", { { "integer" } }, "[1][1]: a whole number is wanted, not null")
end)

tengine.scenario("an_array_has_a_length_where_one_is_wanted", function()
  fits("[1, 2]", { "integer", n = 2 })
  fits("[]", { "integer", n = 0 })
  differs("[1]", { "integer", n = 2 }, "an array of 2 is wanted, not of 1")
  differs('{"a": [1]}', { a = { "integer", n = 0 } }, "a: an array of 0 is wanted, not of 1")
end)

tengine.scenario("an_array_of_several_shapes_has_just_these", function()
  fits('[1, "x"]', { "integer", "string" })
  differs('[1, "x", 2]', { "integer", "string" }, "an array of 2 is wanted, not of 3")
  differs('["x", 1]', { "integer", "string" }, '[0]: a whole number is wanted, not "x"')
end)

tengine.scenario("an_object_has_its_keys_and_may_have_others", function()
  fits('{"a": 1, "b": {"c": "x"}, "d": 7}', { a = "integer", b = { c = "string" } })
  differs('{"b": 1}', { a = "integer" }, "a: a whole number is wanted, and there is nothing")
  differs('{"b": {"c": []}}', { b = { c = "string" } }, "b.c: a string is wanted, not an array")
  differs("[1]", { a = "integer" }, "an object is wanted, not an array")
  differs("[]", { a = "integer" }, "an object is wanted, not an array")
end)

tengine.scenario("a_key_with_a_question_mark_may_be_missing", function()
  fits("{}", { ["line?"] = "integer" })
  fits('{"line": 7}', { ["line?"] = "integer" })
  differs('{"line": null}', { ["line?"] = "integer" }, "line: a whole number is wanted, not null")
end)

tengine.scenario("a_star_stands_for_all_other_keys", function()
  local shape = { a = "string", ["b?"] = "number", ["*"] = "boolean|null" }
  fits('{"a": "x", "b": 1, "xul.pdb/F6": true, "y": null}', shape)
  differs('{"a": "x", "y": 1, "b": 1}', shape, "y: true or false or null is wanted, not 1")
  differs('{"a": "x", "b": true}', shape, "b: a number is wanted, not true")
end)

tengine.scenario("of_keys_that_differ_the_first_by_name_is_told", function()
  for _ = 1, 50 do
    differs('{"b": 1, "c": 1, "z": 1}', { a = "any", b = "string", c = "string" }, "a: anything is wanted, and there is nothing")
    differs('{"d": 1, "c": 1, "z": 1}', { z = "string", ["*"] = "string" }, "c: a string is wanted, not 1")
  end
end)

tengine.scenario("one_of_is_one_of_some_values", function()
  local action = { action = check.one_of { "upload", "skip", 7, json.null } }
  fits('{"action": "skip"}', action)
  fits('{"action": null}', action)
  differs('{"action": "upload "}', action, 'action: "upload", "skip", 7 or null is wanted, not "upload "')
  differs("{}", action, 'action: "upload", "skip", 7 or null is wanted, and there is nothing')
  t.raises("a list of values is wanted", check.one_of, {})
end)

tengine.scenario("long_values_are_cut", function()
  differs('"' .. ("x"):rep(500) .. '"', "integer", 'a whole number is wanted, not "' .. ("x"):rep(40) .. '..."')
end)

-- The rules of both versions of symbolication.
tengine.scenario("answers_of_symbolication_have_their_shapes", function()
  local v4 = { symbolicatedStacks = { { "string" }, n = 1 }, knownModules = { "boolean|null", n = 2 } }
  fits('{"symbolicatedStacks": [["f (in x.pdb)", "0x1 (in y.pdb)"]], "knownModules": [true, null]}', v4)
  differs('{"symbolicatedStacks": [["f", 1]], "knownModules": [true, null]}', v4, "symbolicatedStacks[0][1]: a string is wanted, not 1")
  local frame = {
    frame = "integer", module = "string", module_offset = "string",
    ["function?"] = "string", ["function_offset?"] = "string", ["file?"] = "string", ["line?"] = "number",
  }
  local v5 = { results = { { stacks = { { frame } }, found_modules = { ["*"] = "boolean|null" } }, n = 1 } }
  local text = '{"results": [{"stacks": [[{"frame": 0, "module": "x", "module_offset": "0x1", "line": %s}]], "found_modules": {"x.pdb/F": true}}]}'
  fits(text:format "12", v5)
  differs(text:format '"12"', v5, 'results[0].stacks[0][0].line: a number is wanted, not "12"')
end)

tengine.scenario("a_shape_that_is_none_is_refused", function()
  local function refused(shape, message)
    t.raises(message, check.shape, "x", json.decode '{"a": [1, 2]}', shape)
  end
  refused("strng", "check.shape: 'strng' is no type; did you mean 'string'?")
  refused({ a = { "money" } }, "'money' is no type: string, number, .* at a%[0%]")
  refused({ a = 7 }, "a shape is a text or a table, not a number at a")
  refused({ a = { "any", n = "x" } }, "n is no length at a")
  refused({ a = { "any", "any", n = 2 } }, "n stands beside more than one shape at a")
  refused({ [true] = "any" }, "an object's keys are texts")
  refused(nil, "a shape is a text or a table, not a nil")
end)

tengine.scenario("a_value_that_holds_itself_is_refused", function()
  local value, shape = {}, {}
  value.a, shape.a = value, shape
  t.raises("nested more than 100 deep", check.shape, "x", value, shape)
end)

tengine.scenario("a_difference_can_be_asserted", function()
  local err = t.raises("a: a string is wanted", function() assert(check.shape("x", {}, { a = "string" })) end)
  t.match(tostring(err), "nothing$")
end)
