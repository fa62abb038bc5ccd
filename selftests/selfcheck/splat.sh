# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="a kernel warning on the console"
want='^fail	guest	splat: .*planted'

guest() {
	echo "WARNING: CPU: 0 PID: 1 at planted.c:1 planted+0x1/0x2" >/dev/kmsg
	plan 1
	ok control
}
