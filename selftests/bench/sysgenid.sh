# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="what it costs to see whether the generation has changed"
tests='sysgenid:*'	# for sysgenid_bench; the tests are not run
icount=y

# The program times its own loops and prints the rows.
guest() {
	plan 1
	if /kselftest/sysgenid/sysgenid_bench; then
		ok sysgenid
	else
		not_ok sysgenid "exit status $?"
	fi
}
