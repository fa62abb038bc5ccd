# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="a test never ends"
want='^fail	guest	time-out after 15 s'
timeout=15

guest() {
	plan 1
	ok control
	sleep 1000
}
