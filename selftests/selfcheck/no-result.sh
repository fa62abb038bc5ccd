# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="nothing is tested"
want='^fail	no-result	no result at all'

guest() {
	echo hello
}
