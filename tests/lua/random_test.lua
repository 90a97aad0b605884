-- What is drawn arrives at the server as it was drawn.
local tengine, t = require "tengine", require "t"
local random = tengine.random

-- What /echo saw of ?v=...
local function sent(value)
  local target = t.session():get("/echo", { query = { v = value } }):json().target
  return target:match "v=(.*)"
end

tengine.scenario("a_number_is_between_its_bounds", function()
  assert(random() < 1 and random() >= 0)
  for _ = 1, 20 do
    local id = math.tointeger(sent(random(7)))
    assert(id >= 1 and id <= 7, id)
    id = math.tointeger(sent(random(-2, 2)))
    assert(id >= -2 and id <= 2, id)
    local x = tonumber(sent(random.uniform(5, 6)))
    assert(x >= 5 and x < 6, x)
  end
end)

tengine.scenario("many_draws_have_the_mean_that_was_asked_for", function()
  local gaps, heights, n = 0, 0, 20000
  for _ = 1, n do
    local gap = random.exponential(0.5)
    assert(gap >= 0, gap)
    gaps, heights = gaps + gap, heights + random.normal(170, 10)
  end
  t.near(gaps / n, 0.5, 0.05, "exponential")
  t.near(heights / n, 170, 1, "normal")
  t.equal({ random.exponential(0), random.normal(3, 0) }, { 0.0, 3.0 })
end)

tengine.scenario("a_choice_is_one_of_the_list", function()
  local paths = { "/bytes/1", "/bytes/2", "/bytes/3" }
  local session, sizes = t.session(), {}
  for _ = 1, 100 do
    sizes[session:get(random.choice(paths)).size] = true
  end
  t.equal(sizes, { true, true, true })
end)

tengine.scenario("a_weight_of_0_is_never_drawn", function()
  local session, sizes = t.session(), {}
  for _ = 1, 100 do
    sizes[session:get(random.weighted { ["/bytes/1"] = 1, ["/bytes/2"] = 3, ["/bytes/3"] = 0 }).size] = true
    sizes[session:get(random.weighted { { "/bytes/4", 1 }, { "/bytes/5", 0 } }).size] = true
  end
  t.equal(sizes, { [1] = true, [2] = true, [4] = true })
end)

tengine.scenario("a_text_has_its_length_and_its_alphabet", function()
  t.match(sent(random.string(12)), "^" .. ("%w"):rep(12) .. "$")
  t.match(sent(random.string(5, "ab")), "^[ab][ab][ab][ab][ab]$")
  t.equal(sent(random.string(0)), "")
end)

tengine.scenario("a_uuid_is_of_version_4", function()
  local uuid = random.uuid()
  t.match(uuid, "^%x+-%x%x%x%x%-4%x%x%x%-[89ab]%x%x%x%-%x+$")
  t.equal(#uuid, 36)
  t.equal(t.session():get("/echo/" .. uuid):json().target, "/echo/" .. uuid)
end)
