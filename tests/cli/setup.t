# vendor/setup, with dpkg, apt and root played by scripts in bin/: what is
# installed is the lines of "there", what apt-get was asked for is in "asked".

# help_says_what_it_does
$ "$ROOT/vendor/setup" --help | head -n 1
usage: vendor/setup [--tests] [--bench] [--list]

# an_unknown_option_is_bad_usage
$ "$ROOT/vendor/setup" --test 2>&1 | head -n 1; echo "${PIPESTATUS[0]}"
usage: vendor/setup [--tests] [--bench] [--list]
2

$ mkdir bin && cd bin
> cat > dpkg-query <<'END'
> #!/bin/bash
> grep -qx "${@: -1}" there && printf installed
> END
> cat > apt-get <<'END'
> #!/bin/bash
> [ ! -e broken ] || { echo "E: no network"; exit 100; }
> for word; do
>     case $word in
>     update) echo update >> asked ;;
>     install) echo install >> asked; installing=yes ;;
>     -*) ;;
>     *) [ -z "$installing" ] || echo "$word" | tee -a there >> asked ;;
>     esac
> done
> END
> printf '#!/bin/sh\necho ${PLAYED_ID-0}\n' > id
> printf '#!/bin/sh\necho "sudo $*" | sed s,/.*/,,\n' > sudo
> chmod +x *

# it_installs_what_is_missing_and_only_that
$ printf '%s\n' gcc libc6-dev cmake make pkg-config libpsl-dev > there
> PATH=$PWD/bin:$PATH "$ROOT/vendor/setup"; paste -sd ' ' asked
setup: missing are
  liblua5.4-dev         Lua 5.4, the language of scenarios
  libcurl4-openssl-dev  libcurl: connects, secures, speaks HTTP
  lua-cjson-dev         decodes JSON for scenarios
  zlib1g-dev            inflates compressed feeds and answers
  libmicrohttpd-dev     serves the stand-in
  libjansson-dev        reads the JSON of --config and of the stand-in
  libssl-dev            hashes for Digest; in the tests, a server's TLS
  ca-certificates       whom to trust when a target speaks TLS
setup: apt-get update
setup: apt-get install (this takes a minute or two)
setup: installed 8 packages
update install liblua5.4-dev libcurl4-openssl-dev lua-cjson-dev zlib1g-dev libmicrohttpd-dev libjansson-dev libssl-dev ca-certificates

# where_all_is_there_it_asks_for_nothing_not_even_for_root
$ rm asked; PLAYED_ID=1000 PATH=$PWD/bin:$PATH "$ROOT/vendor/setup"
> cat asked
setup: all 14 packages are there, nothing to do
cat: asked: No such file or directory
[1]

# tests_need_more
$ PLAYED_ID=1000 PATH=$PWD/bin:$PATH "$ROOT/vendor/setup" --tests
setup: missing are
  libcmocka-dev         runs the unit tests
...
setup: installing needs root, asking sudo
sudo -- setup --tests

# list_only_says_what_is_missing
$ PATH=$PWD/bin:$PATH "$ROOT/vendor/setup" --list --tests | grep -E 'gcc|cmocka'
> cat asked
installed  gcc                   compiles C11
missing    libcmocka-dev         runs the unit tests
cat: asked: No such file or directory
[1]

# without_root_and_sudo_it_says_what_to_do
$ mkdir few; for tool in bash sed awk cat; do
>     ln -s "$(command -v $tool)" few/
> done; ln -s ../bin/{dpkg-query,apt-get,id} few/; ln -s "$(command -v grep)" few/
> PLAYED_ID=1000 PATH=$PWD/few bash "$ROOT/vendor/setup" --tests
setup: missing are
...
setup: installing needs root and there is no sudo: run it as root .su -c '/.*/vendor/setup --tests'. (re)
[1]

# without_apt_it_names_what_is_needed
$ rm few/apt-get; PATH=$PWD/few bash "$ROOT/vendor/setup"
setup: this is not a Debian with apt. Install by hand what these packages of Debian 12 hold:
gcc                   compiles C11
...
[1]

# what_apt_says_when_it_fails_is_shown
$ touch broken; PATH=$PWD/bin:$PATH "$ROOT/vendor/setup" --tests
setup: missing are
...
setup: apt-get update
E: no network
setup: apt-get update failed (above is what it said). The package names are Debian 12's; vendor/setup --list says what each is for.
[1]
