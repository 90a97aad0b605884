# stdlib/meta/ is the manual of the modules: it lists what they have.

# every_function_of_the_modules_is_in_the_manual_and_no_other
$ cat > names.lua <<'END'
> local tengine = require "tengine"
> local function list(module, name)
>   for key, value in pairs(module) do
>     local kind = type(value) == "function" and "function" or "field"
>     if key ~= "null" then print(kind .. " " .. name .. "." .. key) end
>   end
> end
> list(tengine, "tengine")
> list(tengine.metric, "tengine.metric")
> list(tengine.check, "tengine.check")
> for _, name in ipairs { "archives", "csv", "files", "json", "random", "stacks", "standin", "stats", "symbols" } do
>   for key, value in pairs(require("tengine." .. name)) do
>     if type(value) == "function" then print("function " .. name .. "." .. key) end
>   end
> end
> tengine.scenario("methods", function(session)
>   local methods = getmetatable(session).__index
>   if type(methods) ~= "table" then error "methods are not in a table" end
>   for key, value in pairs(methods) do
>     if type(value) == "function" then print("function session:" .. key) end
>   end
>   for key in pairs(getmetatable(session.statsd).__index) do
>     print("function statsd:" .. key)
>   end
> end)
> END
> "$TENGINE" -r 1 names.lua > out; sed '/^$/,$d' out | sort -u > real; wc -l < real | awk '{ print ($1 > 40) }'
> cd "$ROOT/stdlib/meta" && { sed -n 's/^function \([a-z]*[.][a-z_.]*\)(.*/function \1/p
> s/^function \(session:[a-z_]*\)(.*/function \1/p
> s/^function \(statsd:[a-z_]*\)(.*/function \1/p' *.lua
> sed -n 's/^---@field \(version\|json\|metric\|check\|random\) .*/field tengine.\1/p' tengine.lua; } |
>     sort -u | diff "$HOME/real" -
1

# every_function_of_the_manual_is_called_by_a_test
$ cd "$ROOT" && sed -n 's/^function [a-z_.]*[.:]\([a-z_]*\)(.*/\1/p' stdlib/meta/*.lua | sort -u > "$HOME/functions"
> awk '{ print ($1 > 70) }' <(wc -l < "$HOME/functions")
> while read -r name; do
>   grep -qE "[.:\"]$name\>" tests/lua/*_test.lua $(ls tests/cli/*.t | grep -v meta.t) ||
>     echo "$name is not called"
> done < "$HOME/functions"
1

# every_option_of_sessions_and_requests_is_in_the_manual
$ sed -n 's/^ *.KEY_[A-Z_]*. = "\(.*\)",$/\1/p' "$ROOT/engine/lua_request.c" > keys; wc -l < keys
> while read -r key; do
>   grep -q "^---@field $key? " "$ROOT/stdlib/meta/session.lua" || echo "$key is missing"
> done < keys
26

# the_manual_is_lua
$ cd "$ROOT/stdlib/meta" && for file in *.lua; do
>     echo "assert(loadfile('$file'))" >> "$HOME/load.lua"
> done; echo 'require("tengine").scenario("x", function() end)' >> "$HOME/load.lua"
> "$TENGINE" -q -r 1 "$HOME/load.lua"
