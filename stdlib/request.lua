-- tengine.request(url, method, options): one request on a session of its own,
-- for fixtures, which have none. The method may be left out.
local tengine = require "tengine"

local request = {}

function request.request(url, method, options)
  if type(method) == "table" then
    method, options = nil, method
  end
  local session = tengine.session()
  local ok, answer = pcall(session.request, session, method or "GET", url, options)
  session:close()
  if not ok then error(answer, 0) end
  return answer
end

-- The answer decoded, and the response.
function request.json_request(url, method, options)
  local answer = request.request(url, method, options)
  local is_json, value = pcall(answer.json, answer)
  if not is_json then error(value, 2) end -- where json_request was called
  return value, answer
end

return request
