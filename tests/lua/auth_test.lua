-- Basic, Bearer and Digest, against a server that checks them by itself.
-- (Two of each case are the questions for the origin's record.)
-- options: --sum http.failed{case:right}=0 --sum http.requests{case:right}=9
-- options: --sum http.failed{case:wrong}=2 --sum http.requests{case:wrong}=6
local tengine = require "tengine"
local t = require "t"

local function digest(more)
  local auth = { user = "user", password = "password", type = "digest" }
  for key, value in pairs(more or {}) do
    auth[key] = value
  end
  return auth
end

local function sent(response) return t.echoed(response, "Authorization")[1] end

-- ---- Basic and Bearer ----

tengine.scenario("basic_lets_a_user_in", function()
  local path = "/auth/basic?password=p%3Aw%C3%A9"
  local auth = { user = "user", password = "p:w\xc3\xa9" }
  t.equal(t.session({ auth = auth }):get(path).status, 200)
  t.equal(t.session():get(path, { auth = auth }).status, 200)
  t.equal(t.session():get(path).status, 401)
  for length = 0, 7 do
    local password = ("p"):rep(length)
    auth = { user = "user", password = password, type = "basic" }
    t.equal(t.session():get("/auth/basic?password=" .. password, { auth = auth }).status, 200)
  end
end)

tengine.scenario("bearer_lets_a_token_in", function()
  t.equal(t.session({ auth = { bearer = "a.b-c" } }):get("/auth/bearer?token=a.b-c").status, 200)
  t.equal(t.session():get("/auth/bearer?token=x", { auth = { bearer = "y" } }).status, 401)
end)

tengine.scenario("a_request_beats_its_session_and_false_takes_it_away", function()
  local session = t.session { auth = { user = "u", password = "p" } }
  t.equal(sent(session:get "/echo"), "Basic dTpw")
  t.equal(sent(session:get("/echo", { auth = { bearer = "b" } })), "Bearer b")
  t.equal(sent(session:get("/echo", { auth = false })), nil)
  t.equal(sent(session:get("/echo", { auth = digest() })), nil)
  t.equal(sent(session:get "/echo"), "Basic dTpw")
end)

tengine.scenario("a_header_of_ones_own_beats_auth", function()
  local session = t.session { auth = { bearer = "b" }, headers = { Authorization = "session" } }
  t.equal(sent(session:get "/echo"), "session")
  t.equal(sent(session:get("/echo", { headers = { authorization = "own" }, auth = { bearer = "c" } })), "own")
  local user = t.session { auth = digest() }
  t.equal(user:get("/auth/digest").status, 200)
  t.equal(sent(user:get("/echo", { headers = { authorization = "own" } })), "own")
  t.equal(user:get("/auth/digest", { headers = { authorization = "own" } }).status, 401)
end)

-- ---- Digest ----

for _, algorithm in ipairs { "", "MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "sha-256" } do
  for _, qop in ipairs { "", "auth", "auth-int,auth" } do
    local name = ("digest_lets_a_user_in_with_%s_%s"):format(algorithm, qop):gsub("%W", "_")
    tengine.scenario(name, function()
      local session = t.session { auth = digest() }
      local path = ("/auth/digest?algorithm=%s&qop=%s"):format(algorithm, qop)
      for _ = 1, 3 do
        t.equal(session:get(path).status, 200)
      end
      t.equal(session:post(path, { data = "x" }).status, 200)
      t.equal(session:get(path .. "&a=%20b,c='d'").status, 200)
    end)
  end
end

tengine.scenario("the_challenge_is_asked_for_once_and_is_no_failure", { tags = { case = "right" } }, function()
  t.reset()
  local session = t.session { auth = digest() }
  for _ = 1, 5 do
    local response = session:get "/auth/digest"
    t.equal(response.status, 200)
    t.equal(response.body, "welcome\n")
  end
  t.equal(t.stats().requests, 6)
  t.equal(session:get("/auth/digest", { expect = 200 }).ok, true)
end)

tengine.scenario("a_wrong_password_is_tried_once", { tags = { case = "wrong" } }, function()
  t.reset()
  local session = t.session { auth = digest { password = "wrong" } }
  local response = session:get "/auth/digest"
  t.equal(response.status, 401)
  t.equal(response.ok, false)
  t.equal(response.body, "not the response\n")
  t.equal(t.stats().requests, 2)
  t.equal(session:get("/auth/digest").status, 401)
end)

tengine.scenario("a_stale_nonce_is_renewed", function()
  t.reset()
  local session = t.session { auth = digest() }
  for _ = 1, 6 do
    t.equal(session:get("/auth/digest?uses=2").status, 200)
  end
  t.equal(t.stats().requests, 6 + 3)
end)

-- A server whose nonces go by the time gives the same new one to all.
tengine.scenario("a_nonce_that_went_stale_for_many_at_once_is_renewed_for_each", function()
  local function gone(nonce)
    local challenge = ('WWW-Authenticate: Digest realm="r", nonce="%s", qop="auth", stale=true'):format(nonce)
    return "/raw?data=" .. t.escape("HTTP/1.1 401 No\r\n" .. challenge .. "\r\nContent-Length: 0\r\n\r\n")
  end
  local session, calls = t.session { auth = digest() }, {}
  t.equal(session:get(gone "old").status, 401)
  t.reset()
  for i = 1, 4 do
    calls[i] = function() return session:get(gone "new").status end
  end
  tengine.all(calls)
  t.equal(t.stats().requests, 8)
end)

tengine.scenario("many_requests_at_once_count_one_nonce_up", function()
  local session, calls = t.session { auth = digest() }, {}
  t.equal(session:get("/auth/digest").status, 200)
  for i = 1, 20 do
    calls[i] = function() return session:get("/auth/digest?delay=5").status end
  end
  for _, status in ipairs { tengine.all(calls) } do
    t.equal(status, 200)
  end
end)

tengine.scenario("a_user_is_hashed_where_the_server_wants_it", function()
  local session = t.session { auth = digest() }
  t.equal(session:get("/auth/digest?userhash=1").status, 200)
  t.equal(session:get("/auth/digest?userhash=1&algorithm=SHA-256").status, 200)
end)

tengine.scenario("odd_names_and_realms_are_quoted", function()
  local auth = digest { user = 'a"b\\c, d=e', password = "\xc3\xa9:\"" }
  local session = t.session { auth = auth }
  local path = "/auth/digest?user=" .. t.escape(auth.user) .. "&password=" .. t.escape(auth.password)
  t.equal(session:get(path .. "&realm=a,%20b%3Dc").status, 200)
end)

tengine.scenario("a_body_is_sent_again_with_the_answer", function()
  local session = t.session { auth = digest() }
  t.equal(session:post("/auth/digest", { json = { 1, 2 } }).status, 200)
  t.equal(session:put("/auth/digest", { multipart = { a = { path = "auth_test.lua" } } }).status, 200)
end)

tengine.scenario("a_redirect_within_the_origin_is_answered_too", function()
  t.reset()
  local session = t.session { auth = digest() }
  t.equal(session:get("/redirect-to?url=/auth/digest").status, 200)
  t.equal(session:get("/redirect-to?url=/auth/digest").status, 200)
  t.equal(t.stats().requests, 3 + 2)
end)

tengine.scenario("no_credentials_follow_to_another_origin", function()
  local there = t.origin:gsub("127%.0%.0%.1", "localhost")
  local function elsewhere(auth, path)
    return t.session({ auth = auth }):get("/redirect-to?url=" .. t.escape(there .. path))
  end
  t.equal(sent(elsewhere({ user = "u", password = "p" }, "/echo")), nil)
  t.equal(sent(elsewhere({ bearer = "b" }, "/echo")), nil)
  t.equal(elsewhere(digest(), "/auth/digest").status, 401)
  local session = t.session { auth = digest() }
  t.equal(session:get("/auth/digest").status, 200)
  t.equal(sent(session:get("/redirect-to?url=" .. t.escape(there .. "/echo"))), nil)
end)

tengine.scenario("challenges_that_cannot_be_answered_are_the_response", function()
  local session = t.session { auth = digest() }
  t.equal(session:get("/auth/basic").status, 401)
  t.equal(session:get("/auth/digest?qop=auth-int").status, 401)
  t.equal(session:get("/auth/digest?algorithm=SHA-512-256").status, 401)
  t.equal(session:get("/status/401").status, 401)
end)

tengine.scenario("a_digest_is_found_among_other_challenges", function()
  local lines = {
    "HTTP/1.1 401 No", "WWW-Authenticate: Negotiate", "WWW-Authenticate: NTLM AbC==",
    'WWW-Authenticate: Basic realm="a, b", Digest realm="the origin", nonce="none", qop="auth", Bearer realm=x',
    "Content-Length: 0", "", "",
  }
  local raw = "/raw?data=" .. t.escape(table.concat(lines, "\r\n"))
  local session = t.session { auth = digest() }
  t.equal(session:get(raw).status, 401)
  local answer = sent(session:get "/echo")
  t.match(answer, '^Digest username="user", realm="the origin", uri="/echo", nonce="none", nc=00000002, cnonce="%x+"')
end)

-- ---- What is none ----

tengine.scenario("auth_that_is_none_is_refused", function()
  local session = t.session()
  local function refused(wanted, auth)
    local raised = t.raises(wanted, session.get, session, "/echo", { auth = auth })
    t.equal(tostring(raised):find("secret", 1, true), nil, "it is not shown")
  end
  refused("request: auth: { user", "user:secret")
  refused("request: auth: { user", true)
  refused("password is missing", { user = "u" })
  refused("user is missing", { password = "secret" })
  refused("either user and password or bearer", { user = "u", password = "secret", bearer = "b" })
  refused("either user and password or bearer", {})
  refused("did you mean 'password'", { user = "u", pasword = "secret" })
  refused("keys are user", { "u", "secret" })
  refused("password is a text", { user = "u", password = { "secret" } })
  refused('type is "basic" or "digest", not "ntlm"', { user = "u", password = "secret", type = "ntlm" })
  refused("cannot hold ':'", { user = "u:v", password = "secret" })
  refused("bearer holds a control character", { bearer = "secret\r\nX: 1" })
  refused("user holds a control character", { user = "u\0", password = "secret", type = "digest" })
  t.raises("session: auth: password is missing", tengine.session, { auth = { user = "u" } })
end)
