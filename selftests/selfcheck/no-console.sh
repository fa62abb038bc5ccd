# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="there is no console to scan"
want='^fail	guest	no kernel on its console'

guest() {
	plan 1
	ok control
}

host() {
	qemu guest
	wait_exit guest "$timeout"
	: >guest.console
}
