# stdlib/REFERENCE.md is made of the manuals in stdlib/meta/ by
# stdlib/reference/make, which refuses a manual that is not whole.

$ command -v lua5.4 > where || {
>     echo "no lua5.4: vendor/setup --tests installs it"
>     exit 77
> }

# the_committed_page_is_what_the_manuals_say
$ cd "$ROOT" && stdlib/reference/make stdlib/meta/*.lua > "$HOME/page.md" || exit
> diff stdlib/REFERENCE.md "$HOME/page.md" ||
>     echo "make it anew: stdlib/reference/make stdlib/meta/*.lua > stdlib/REFERENCE.md"

# every_function_class_and_module_has_a_heading
$ cd "$ROOT/stdlib/meta" && { sed -n 's/^function \(.*\)(.*/`\1(/p' *.lua
> sed -n 's/^---@class \([a-z_.]*\).*/`\1`/p; s/^---@alias \([a-z_.]*\).*/`\1`/p; s/^---@meta \(.*\)/`\1`/p' *.lua; } > "$HOME/names"
> grep '^#' "$HOME/page.md" > "$HOME/headings"
> while read -r name; do grep -qF "$name" "$HOME/headings" || echo "$name is missing"; done < "$HOME/names"
> wc -l < "$HOME/names" | awk '{ print ($1 > 70) }'
1

# every_field_is_in_a_table
$ sed -n 's/^---@field \["\([a-z_]*\)"\] .*/| `\1` |/p; s/^---@field \([^ ]*\) .*/| `\1` |/p' "$ROOT"/stdlib/meta/*.lua > fields
> while read -r field; do grep -qF "$field" page.md || echo "$field is missing"; done < fields

# every_link_leads_to_a_heading
$ sed -n 's/^#* //p' page.md | tr '[:upper:] ' '[:lower:]-' | tr -cd '[:alnum:]_\n-' |
>     awk '{ print "#" $0 (times[$0] ? "-" times[$0] : ""); times[$0]++ }' | sort > targets
> grep -o '](#[^)]*)' page.md | sed 's/](//; s/)//' | sort -u > links
> comm -23 links targets; wc -l < links | awk '{ print ($1 > 70) }'
1

# a_file_that_is_not_there_is_named
$ sed 's/^|//' > shop.lua <<'END'
> |---@meta shop
> |
> |-- A shop, for tests. It sells *all*.
> |local shop = {}
> |
> |---@alias shop.size
> |---| "small" # fits into <a pocket>
> |---| "large"
> |
> |---@alias shop.prices table<string, number>
> |
> |-- Selling --------------------------------------------------------------
> |
> |-- Sells one thing. Raises when the `shop.till` is open:
> |--
> |--     shop.sell("tea")
> |---@param what string
> |---@param size? shop.size "small" unless given
> |--- or asked for
> |---@return number? price nil when there is none
> |---@return integer
> |---@overload fun(what: string, size?: shop.size, till: shop.till): integer
> |function shop.sell(what, size) end
> |
> |---@class shop.cellar
> |shop.cellar = {}
> |
> |-- Looks into it.
> |function shop.cellar.look() end
> |
> |-- Gives it back; see shop.till and `shop.sell`.
> |---@generic T: table
> |---@param thing T|fun(a: shop.size, ...): shop.prices[]
> |---@param ... any more
> |---@return T
> |function shop.swap(thing, ...) end
> |
> |return shop
> END
> "$ROOT/stdlib/reference/make" shop.lua till.lua
make: till.lua: No such file or directory
[2]

# the_page_of_two_small_manuals
$ sed 's/^|//' > till.lua <<'END'
> |---@meta shop.till
> |
> |--- Where the money is.
> |---@class shop.till
> |---@field open boolean|"jammed" whether it is
> |---@overload fun(key: string): boolean
> |local till = {}
> |
> |---@class shop.drawer: shop.till
> |---@field [integer] number coins
> |---@field [1]? number the oldest
> |---@field ["private"] boolean
> |---@operator len: integer
> |local drawer = {}
> |
> |--- Counts the coins.
> |---@return number
> |function drawer:count() end
> |
> |return till
> END
> sed 's/^|//' > expected.md <<'END'
> |# Reference
> |
> |The modules that a scenario can `require`, and the session that it is given.
> |This page is made of the comments in `stdlib/meta/`: change them, not it. A `?`
> |behind a name says that it may be left out, behind a type that it may be nil;
> |`T` is the type that was given.
> |
> |- [`shop`](#shop): A shop, for tests
> |  - [shop.size](#type-shopsize), [shop.prices](#type-shopprices)
> |  - [Selling](#selling): [sell](#shopsellwhat-size), [swap](#shopswapthing-); [shop.cellar](#class-shopcellar) ([look](#shopcellarlook))
> |- [`shop.till`](#shoptill): Where the money is
> |  - [shop.drawer](#class-shopdrawer) ([count](#drawercount))
> |
> |## `shop`
> |
> |A shop, for tests. It sells \*all\*.
> |
> |### type `shop.size`
> |
> |- `"small"`: fits into &lt;a pocket>
> |- `"large"`
> |
> |### type `shop.prices`
> |
> |`table<string, number>`
> |
> |### Selling
> |
> |#### `shop.sell(what, size?)`
> |
> |Or `shop.sell(what, size?, till)`, which returns `integer`.
> |
> |Sells one thing. Raises when the [`shop.till`](#shoptill) is open:
> |
> |    shop.sell("tea")
> |
> |- `what` (`string`)
> |- `size?` ([`shop.size`](#type-shopsize)): "small" unless given or asked for
> |- `till` ([`shop.till`](#shoptill))
> |- returns `price` (`number?`): nil when there is none
> |- returns (`integer`)
> |
> |#### class `shop.cellar`
> |
> |##### `shop.cellar.look()`
> |
> |Looks into it.
> |
> |#### `shop.swap(thing, ...)`
> |
> |Gives it back; see [`shop.till`](#shoptill) and [`shop.sell`](#shopsellwhat-size).
> |
> |- `thing` (`T|fun(a: `[`shop.size`](#type-shopsize)`, ...): `[`shop.prices`](#type-shopprices)`[]`)
> |- `...` (`any`): more
> |- returns (`T`)
> |
> |## `shop.till`
> |
> |Where the money is.
> |
> |- `till(key)` returns `boolean`
> |
> || field | type | |
> ||---|---|---|
> || `open` | `boolean\|"jammed"` | whether it is |
> |
> |### class `shop.drawer`
> |
> |With all of [`shop.till`](#shoptill), and:
> |
> || field | type | |
> ||---|---|---|
> || `[integer]` | `number` | coins |
> || `[1]?` | `number` | the oldest |
> || `private` | `boolean` | |
> || `#drawer` | `integer` | |
> |
> |#### `drawer:count()`
> |
> |Counts the coins.
> |
> |- returns (`number`)
> END
> "$ROOT/stdlib/reference/make" till.lua shop.lua | diff expected.md -

# what_is_not_whole_is_named_with_file_and_line
$ sed 's/^|//' > holes.lua <<'END'
> |---@meta holes
> |
> |local holes = {}
> |
> |---@field lost string
> |
> |function holes.mute() end
> |
> |-- Does something.
> |---@param b numbr
> |---@param c string
> |function holes.params(a, b) end
> |
> |-- Does something else.
> |---@param b string
> |---@param a table<string, fun(x: gone.class)[]>
> |function holes.params(a, b) end
> |
> |---@class holes.class: nobody
> |---@field private string
> |---@field name string
> |---@field name table<string
> |---@field type
> |local thing = {}
> |
> |-- A method of nobody.
> |function nothing:at() end
> |
> |local lonely = {}
> |
> |---@class holes.class
> |
> |---@alias holes.none
> |
> |-- Asks for one more.
> |---@since 1.0
> |---@overload string
> |---@overload fun(
> |---@class holes.other
> |function holes.tags() end
> |
> |---@class holes.twice
> |---@class holes.again
> |
> |-- Returns two.
> |---@return string, number
> |---@overload fun()
> |--- lost
> |function holes.two() end
> |
> |print "no code"
> |return holes
> END
> "$ROOT/stdlib/reference/make" holes.lua
holes.lua:1: the module has no description
holes.lua:5: @field outside of a class
holes.lua:7: holes.mute has no description
holes.lua:10: unknown type numbr
holes.lua:11: @param c: the function has no such parameter
holes.lua:12: the parameter a has no @param
holes.lua:16: @param a: in another order than the function's
holes.lua:16: unknown type gone.class
holes.lua:17: there is a holes.params already
holes.lua:19: unknown type nobody
holes.lua:20: @field ["NAME"] TYPE where the name is a visibility, not 'private string'
holes.lua:22: @field name: a second one
holes.lua:22: @field: wanted ',' or '>' at the end
holes.lua:23: @field NAME TYPE, not 'type'
holes.lua:27: nothing is neither returned nor the variable of a class
holes.lua:29: 'lonely' has no @class
holes.lua:31: there is a type holes.class already
holes.lua:33: @alias holes.none: neither a type nor values below it
holes.lua:36: unknown tag @since
holes.lua:37: @overload fun(...), not 'string'
holes.lua:38: @overload: wanted ')' at the end
holes.lua:39: @class has a block of its own: leave lines free around it
holes.lua:43: a second @class: leave a line free above it
holes.lua:46: @return: wanted a blank behind the type at ', number'
holes.lua:48: text below @overload: it belongs above the tags
holes.lua:51: wanted 'function a.b(...) end', 'local a = {}' or 'a.b = {}', not 'print "no code"'
[1]

# a_file_that_is_no_manual_is_refused
$ echo 'print "hello"' > no.lua; "$ROOT/stdlib/reference/make" no.lua
no.lua:1: no '---@meta NAME'
no.lua:1: no 'return NAME'
no.lua:1: the module has no description
no.lua:1: wanted 'function a.b(...) end', 'local a = {}' or 'a.b = {}', not 'print "hello"'
[1]

# without_files_it_says_how_it_is_called
$ "$ROOT/stdlib/reference/make"
usage: stdlib/reference/make FILE.lua... > PAGE.md
[2]
