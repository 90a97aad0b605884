-- Requests that are made again: to servers that are busy or have gone for a
-- while. For the tools beside this file, which want an answer in the end; a load
-- test counts what it got.
local tengine = require "tengine"

local again = {}

local function may_pass(answer)
  return answer.status == 429 or answer.status >= 500
end

-- What the server says it wants, else twice as long each time; seconds.
local function pause_before(try, answer, patience)
  local told = answer and tonumber(answer.headers["Retry-After"] or "")
  return math.min(told or patience.pause * 2 ^ (try - 1), patience.longest)
end

-- Calls ask(...), which makes a request, until there is an answer that stands;
-- after the last try the answer, or the error, is what it is. patience: tries,
-- pause (the first), longest.
function again.ask(patience, ask, ...)
  for try = 1, patience.tries do
    local ok, answer = pcall(ask, ...)
    if ok and not may_pass(answer) then return answer end
    if try == patience.tries then
      if not ok then error(answer, 0) end
      return answer
    end
    tengine.sleep(pause_before(try, ok and answer or nil, patience))
  end
end

function again.get(session, path, options, patience)
  return again.ask(patience, session.get, session, path, options)
end

return again
