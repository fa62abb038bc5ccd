# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="a part of a test skips and is not listed"
want='^fail	x:y/part	SKIP that selftests/skips does not list'

guest() {
	plan 1
	echo "# ok 1 part # SKIP on purpose"
	ok "selftests: x: y"
}
