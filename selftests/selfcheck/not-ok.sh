# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="a test fails"
want='^fail	planted'

guest() {
	plan 1
	not_ok planted "on purpose"
}
