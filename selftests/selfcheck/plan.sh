# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="a result is missing"
want='^fail	guest	planned 2 results, got 1'

guest() {
	plan 2
	ok control
}
