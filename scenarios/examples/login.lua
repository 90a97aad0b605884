-- A login and its token: each worker is a user who logs in once.
--
--   tengine -w 5 -r 10 -c scenarios/examples/login.lua
local tengine = require "tengine"

tengine.options {
  url = { "http://127.0.0.1:8000/shop", "where the shop is" },
  password = { "secret", "the password of every user", env = "SHOP_PASSWORD" },
}

-- What setup returns are the defaults of the worker's session.
tengine.setup(function(worker_id, args)
  return { base_url = args.url }
end)

-- An error here ends the run: without a token there is nothing to measure.
tengine.setup_session(function(worker_id, session)
  local user = "user" .. worker_id
  local login = session:post("/login", { json = { user = user, password = session.args.password } })
  assert(login.status == 200, "cannot log in: " .. login.status)
  session.headers.Authorization = "Bearer " .. login:json "token"
end)

tengine.scenario("account", function(session)
  local account = session:get "/account"
  assert(account.status == 200, account.status)
  assert(account:json "user" == "user" .. session.worker_id, "somebody else's account")
end)
