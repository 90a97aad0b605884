-- session:batch{...}: many requests, some at a time, as a browser loads what
-- a page refers to.
local tengine = require "tengine"

local DEFAULT_MAX = 6 -- connections that browsers open to one host

local function refuse(message, ...)
  error("batch: " .. message:format(...), 4) -- where batch was called
end

-- "/path" or { method, path, options }
local function is_request(request)
  if type(request) == "string" then return true end
  return type(request) == "table" and type(request[1]) == "string" and type(request[2]) == "string"
end

local function check(requests)
  if type(requests) ~= "table" then refuse("a list of requests is wanted") end
  local max = requests.max or DEFAULT_MAX
  if math.type(max) ~= "integer" or max < 1 then refuse("max is a whole number from 1 on") end
  for key in pairs(requests) do
    if key ~= "max" and math.type(key) ~= "integer" then
      refuse("unknown option '%s'; the only one is 'max'", tostring(key))
    end
  end
  for i = 1, #requests do
    if not is_request(requests[i]) then
      refuse("number %d is neither a path nor { method, path, options }", i)
    end
  end
  return max
end

local function send(session, request)
  if type(request) == "string" then return session:get(request) end
  return session:request(request[1], request[2], request[3])
end

-- The answers in the order of the requests. Where a request failed, its error
-- is raised (the first in that order), once all have ended.
local function batch(session, requests)
  local max = check(requests)
  local count, begun = #requests, 0
  local answers, failures = {}, {}
  local function work()
    while begun < count do
      begun = begun + 1
      local i = begun
      local ok, result = pcall(send, session, requests[i])
      if ok then
        answers[i] = result
      else
        failures[i] = { result }
      end
    end
  end
  local workers = {}
  for i = 1, math.min(max, count) do
    workers[i] = work
  end
  tengine.all(workers)
  for i = 1, count do
    if failures[i] then error(failures[i][1], 0) end
  end
  return answers
end

return batch
