# tests/run and the commands of README.md: their verdicts can be trusted. The
# tools are played by scripts in bin/, so that nothing is built here.

# the_commands_are_those_of_the_readme
$ "$ROOT/tests/readme-command" run; "$ROOT/tests/readme-command" test
vendor/setup && cmake -B build && .* scenarios/loadtest.lua (re)
vendor/setup --tests && tests/run

# a_command_that_the_readme_does_not_have_is_an_error
$ "$ROOT/tests/readme-command" deploy
readme-command: README.md has no command 'deploy'
[1]

$ mkdir -p project/tests bin && cd project && cp "$ROOT/tests/run" tests/
> cat > ../bin/cmake <<'END'
> #!/bin/bash
> [ ! -e broken ] || { echo "error: broken"; exit 1; }
> mkdir -p build/CMakeFiles/3
> echo 'set(CMAKE_C_COMPILER_ID "GNU")' > build/CMakeFiles/3/CMakeCCompiler.cmake
> END
> cat > ../bin/ctest <<'END'
> #!/bin/bash
> cp results build/results.xml 2>/dev/null
> exit "$(cat exit 2>/dev/null || echo 0)"
> END
> printf '#!/bin/sh\nexit 0\n' > ../bin/clang-format-14
> chmod +x ../bin/*

# every_test_is_counted_and_one_that_could_not_start_has_failed
$ cd project && cat > results <<'END'
> 	<testcase name="a" classname="a" time="0.1" status="run">
> 	<testcase name="b" classname="b" time="0.1" status="run">
> 	<testcase name="c" classname="c" time="0.1" status="fail">
> 	<testcase name="d" classname="d" time="0" status="notrun">
> 		<skipped message="SKIP_RETURN_CODE=77"/>
> 	<testcase name="e" classname="e" time="0" status="notrun">
> 		<skipped message="Unable to find executable"/>
> END
> echo 8 > exit; PATH=$PWD/../bin:$PATH tests/run --quick
...
ok - build builds with gcc .* (re)
...
ok - clang-format has nothing to change
...
4 passed, 2 failed, 1 skipped
[1]

# tests_that_do_not_run_have_failed
$ cd project && rm results
> PATH=$PWD/../bin:$PATH tests/run --quick | tail -n 1
2 passed, 1 failed

# where_all_passes_the_exit_code_is_zero
$ cd project && rm exit && PATH=$PWD/../bin:$PATH tests/run --quick
...
2 passed, 0 failed

# a_build_that_fails_is_shown_and_counted
$ cd project && touch broken && PATH=$PWD/../bin:$PATH tests/run --quick
...
error: broken
not ok - build builds with gcc .* (re)
...
1 passed, 1 failed
[1]

# layout_that_differs_fails
$ cd project && rm broken && printf '#!/bin/sh\nexit 1\n' > ../bin/clang-format-14
> echo 'int  x;' > x.c; PATH=$PWD/../bin:$PATH tests/run --quick | tail -n 1
1 passed, 1 failed

# continuous_integration_ends_in_a_count_also_when_setting_up_fails
$ cd project && mkdir .ci && cp "$ROOT/.ci/run" .ci/ && cp "$ROOT/tests/readme-command" tests/
> printf '<!-- command: test -->\n```sh\nfalse && tests/run\n```\n' > README.md
> bash .ci/run
+ false && tests/run
The tests did not get as far as counting (exit 1).
0 passed, 1 failed
[1]
