-- Certificates are verified, unless a run says otherwise (tls_insecure_test).
-- needs: origin_tls
local tengine = require "tengine"
local t = require "t"

tengine.scenario("a_certificate_that_nobody_trusts_is_refused", function()
  t.reset()
  local session = t.session { base_url = t.origin_tls }
  local raised = t.raises("tls", session.get, session, "/")
  t.equal(raised.kind, "tls")
  t.match(raised.message, "certificate")
  t.raises("tls", session.post, session, "/", { data = "x" })
end)

tengine.scenario("tls_to_a_plain_server_is_tls", function()
  local session = tengine.session { base_url = t.origin:gsub("^http:", "https:") }
  t.raises("tls", session.get, session, "/")
end)

tengine.scenario("plain_to_a_tls_server_is_no_hang", function()
  local session = tengine.session { base_url = t.origin_tls:gsub("^https:", "http:"), timeout = 3 }
  local ok, raised = pcall(session.get, session, "/")
  t.equal(ok, false)
  t.match(raised.kind, "^[cp][lr]o") -- closed or protocol, as the server has it
end)

tengine.scenario("a_redirect_to_a_server_that_nobody_trusts_is_refused", function()
  local session = t.session()
  local raised = t.raises("tls", session.get, session, "/redirect-to?url=" .. t.escape(t.origin_tls .. "/"))
  t.equal(raised.url, t.origin_tls .. "/")
end)
