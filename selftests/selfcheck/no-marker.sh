# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="the machine stops before its end"
want='^fail	guest	no end marker'

guest() {
	plan 1
	ok control
	poweroff -f
	sleep 60
}
