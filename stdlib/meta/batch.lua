---@meta tengine.batch

---Sends many requests of one session, some at a time: session:batch{...}.
---
---    local page, image = table.unpack(session:batch {
---      "/page", { "GET", "/image", { body = "discard" } }, max = 2,
---    })
---
---The answers come in the order of the requests. A failed transfer's error is
---raised once all have ended: that of the first in this order.
---@alias tengine.batch.request string|[string, string, table?] "/path" (a GET), or method, path and options
---@param session table
---@param requests tengine.batch.request[]|{max: integer} max: how many at a time, 6 unless given
---@return table[] responses
local function batch(session, requests) end

return batch
