-- The work of a cell for wrk, as work.lua is for tengine: `request` builds the
-- path, `response` asserts on the status.
--
--   wrk -s work_wrk.lua URL -- WORK FOLDER [fresh]
-- FOLDER has `jobs` and `bodies`, written by prepare.lua.
local work, folder
local jobs, bodies = {}, {}
local sent, posted, asked = 0, 0, 0

local function read_jobs()
  for line in io.lines(folder .. "/jobs") do
    local status, path = line:match "^(%d+) (.*)$"
    jobs[#jobs + 1] = (status == "302" and "/found" or "/missing") .. path
  end
end

local function read_bodies()
  local file = assert(io.open(folder .. "/bodies", "rb"))
  for length in file:lines() do
    bodies[#bodies + 1] = assert(file:read(tonumber(length)))
  end
  file:close()
end

local JSON = { ["Content-Type"] = "application/json" }

local function post()
  posted = posted % #bodies + 1
  return wrk.format("POST", "/symbolicate/v4", JSON, bodies[posted])
end

local function download()
  asked = asked % #jobs + 1
  return wrk.format("GET", jobs[asked])
end

local function get_below(path)
  return function()
    sent = sent + 1
    return wrk.format("GET", path .. sent % 64)
  end
end

local requests = {
  get = get_below "/item/",
  big = get_below "/big/",
  redirect = get_below "/found/",
  post = post,
  mix = function()
    return math.random() < 0.4 and post() or download()
  end,
}

-- wrk does not say which request an answer belongs to.
local expected = {
  get = { [200] = true },
  big = { [200] = true },
  post = { [200] = true },
  redirect = { [302] = true },
  mix = { [200] = true, [302] = true, [404] = true },
}

function init(args)
  work, folder = args[1], args[2]
  if args[3] == "fresh" then
    wrk.headers["Connection"] = "close"
    JSON["Connection"] = "close"
  end
  JSON["Host"] = wrk.headers["Host"]
  if work == "post" or work == "mix" then read_bodies() end
  if work == "mix" then read_jobs() end
  request = requests[work]
  local statuses = expected[work]
  -- An error here ends wrk, and with it the measurement.
  response = function(status)
    assert(statuses[status], status)
  end
  wrk.request, wrk.response = request, response
end
