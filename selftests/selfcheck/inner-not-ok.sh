# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="a test passes although a part of it failed"
want='^fail	x:y	ok, but it printed not ok'

guest() {
	plan 1
	echo "# not ok 1 part"
	ok "selftests: x: y"
}
