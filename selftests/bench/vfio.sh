# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="dirty bitmaps by number of mappings, DMA logs, device memory, map and unmap"
variants='normal base'
tests='mdev:*'	# for mdev_bench; the tests are not run
modules=mtty
mem=1024
icount=y

# The program times its own loops and prints the rows.  The base has neither a DMA engine
# nor device memory.
guest() {
	case $variant in
	base) parts='bitmap map' ;;
	*) parts='bitmap report stream map' ;;
	esac
	# shellcheck disable=SC2086
	set -- $parts
	plan $#
	for p; do
		if /kselftest/mdev/mdev_bench "$p" >/tmp/rows && within "$p" </tmp/rows; then
			ok "$p"
		else
			not_ok "$p" "exit status, or beyond what is stated"
		fi
		cat /tmp/rows
	done
}

# within PART: whether the rows are within what the topic promises; not asked of the base.
within() {
	[ "$variant" != base ] || return 0
	awk -F '\t' -v part="$1" '
	{ cost[++n] = $3 / $4 }
	END {
		if (part == "bitmap")
			exit !(n == 4 && cost[4] <= 2 * cost[1])
		if (part == "report")
			exit !(n == 2 && cost[2] <= 2 * cost[1])
		if (part == "stream")
			exit !(n == 3 && cost[2] <= 2 * cost[1] && cost[3] <= 2 * cost[1])
		exit n != 4
	}'
}
