# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="the kernel panics"
want='^fail	guest	splat: .*(panic|NULL pointer)'

guest() {
	plan 1
	ok control
	echo c >/proc/sysrq-trigger
}
