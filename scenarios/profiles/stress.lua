-- What does it do beyond what it is made for? Steps of 50 users, two minutes
-- each, and a way back on which it should recover.
--   tengine --profile scenarios/profiles/stress.lua scenarios/loadtest.lua
require("tengine").profile {
  stages = "2m:=50, 2m:=100, 2m:=150, 2m:=200, 2m:=50",
}
