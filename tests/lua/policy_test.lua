-- How long connections are kept, and who the two sides are to each other.
-- needs: origin_tls origin_mutual
local tengine = require "tengine"
local t = require "t"

-- The connections that so many requests went out on, one after the other.
local function connections_of(session, count, pause)
  local seen = {}
  for i = 1, count do
    seen[i] = session:get("/").headers["X-Connection"]
    if pause then tengine.sleep(pause) end
  end
  return seen
end

local function runs_of(list)
  local runs = {}
  for i, value in ipairs(list) do
    if value == list[i - 1] then
      runs[#runs] = runs[#runs] + 1
    else
      runs[#runs + 1] = 1
    end
  end
  return runs
end

tengine.scenario("a_connection_takes_as_many_requests_as_it_may", function()
  t.equal(runs_of(connections_of(t.session { max_requests = 3 }, 8)), { 3, 3, 2 })
  t.equal(runs_of(connections_of(t.session { max_requests = 1 }, 3)), { 1, 1, 1 })
  t.equal(runs_of(connections_of(t.session(), 8)), { 8 })
end)

tengine.scenario("so_it_is_with_tls", function()
  local session = t.session { base_url = t.origin_tls, ca = t.certificates .. "/cert.pem", max_requests = 2 }
  t.equal(runs_of(connections_of(session, 5)), { 2, 2, 1 })
end)

tengine.scenario("a_connection_that_is_too_old_takes_no_further_request", function()
  local session = t.session { max_age = 0.25 }
  local seen = connections_of(session, 6, 0.1)
  t.equal(seen[1], seen[2])
  t.equal(seen[1] ~= seen[4], true, "the fourth comes after 0.3 s")
  t.equal(seen[4], seen[5])
end)

tengine.scenario("a_post_is_never_sent_twice_for_it", function()
  t.reset()
  local session = t.session { max_requests = 2 }
  for i = 1, 7 do
    t.equal(session:post("/echo", { data = tostring(i) }):json().body, tostring(i))
  end
  t.equal(t.stats().requests, 7)
end)

tengine.scenario("a_certificate_authority_of_ones_own_is_trusted", function()
  local trusting = t.session { base_url = t.origin_tls, ca = t.certificates .. "/cert.pem" }
  t.equal(trusting:get("/").status, 200)
  t.raises("tls", trusting.get, t.session { base_url = t.origin_tls }, "/")
end)

tengine.scenario("only_that_one_is_trusted_then", function()
  local session = t.session { base_url = t.origin_tls, ca = t.certificates .. "/client.pem" }
  t.raises("tls", session.get, session, "/")
end)

local function known(options)
  options.base_url = t.origin_mutual
  options.ca = t.certificates .. "/cert.pem"
  return t.session(options)
end

tengine.scenario("a_client_is_known_by_its_certificate", function()
  local pem, key = t.certificates .. "/client.pem", t.certificates .. "/client_key.pem"
  local session = known { cert = pem, key = key }
  t.equal(session:get("/bytes/5").body, "01234")
  t.equal(session:post("/echo", { data = "x" }):json().body, "x")
  local encrypted = known { cert = pem, key = t.certificates .. "/client_key_encrypted.pem", key_password = "secret" }
  t.equal(encrypted:get("/").status, 200)
end)

-- With TLS 1.3 it says so only when the connection is secured, and closes it:
-- where that is faster than our reading of why, it was closed.
tengine.scenario("a_server_that_wants_a_certificate_and_gets_none_does_not_answer", function()
  local session = known {}
  local ok, raised = pcall(session.get, session, "/")
  t.equal(ok, false)
  if raised.kind ~= "closed" then
    t.equal(raised.kind, "tls")
    t.match(raised.message, "certificate")
  end
end)

tengine.scenario("a_key_that_cannot_be_used_is_a_tls_error", function()
  local session = known {
    cert = t.certificates .. "/client.pem",
    key = t.certificates .. "/client_key_encrypted.pem",
    key_password = "wrong",
  }
  t.raises("tls", session.get, session, "/")
end)

tengine.scenario("what_a_policy_cannot_be_is_said_when_the_session_is_made", function()
  local cases = {
    { { max_age = 0 }, "max_age is not a number of seconds above 0" },
    { { max_requests = 0 }, "max_requests is a whole number from 1 on" },
    { { max_requests = 1.5 }, "max_requests is a whole number from 1 on" },
    { { http_version = "3" }, 'http_version is "1.1", "2" or "2-prior-knowledge"' },
    { { http_version = 2 }, 'http_version is "1.1", "2" or "2-prior-knowledge"' },
    { { cert = "gone.pem" }, "session: cert: cannot open gone.pem: No such file or directory" },
    { { ca = "gone.pem" }, "session: ca: cannot open gone.pem: No such file or directory" },
    { { ca = {} }, "session: ca is a text, not a table" },
    { { key_password = "x" }, "key_password belongs to a cert, and there is none" },
    { { key = t.certificates .. "/key.pem" }, "key belongs to a cert, and there is none" },
  }
  for _, case in ipairs(cases) do
    local ok, raised = pcall(tengine.session, case[1])
    t.equal(ok, false)
    t.equal(tostring(raised):find(case[2], 1, true) ~= nil, true, tostring(raised))
  end
  local session = t.session()
  t.raises("max_age", session.get, session, "/", { max_age = 1 })
end)
