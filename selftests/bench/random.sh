# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="reading 16 bytes at a time: /dev/zero, /dev/urandom"
icount=y

guest() {
	plan 1
	if measure "read /dev/zero" 20000 dd if=/dev/zero of=/dev/null bs=16 count=20000 &&
			measure "read /dev/urandom" 20000 dd if=/dev/urandom of=/dev/null bs=16 count=20000; then
		ok random
	else
		not_ok random "dd: exit status $?"
	fi
}
