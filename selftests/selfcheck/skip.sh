# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="a test skips and is not listed"
want='^fail	planted	SKIP that selftests/skips does not list'

guest() {
	plan 1
	skip planted "on purpose"
}
