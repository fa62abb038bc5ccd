# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="a pass of free page reporting that finds everything reported, by free pages"
variants='normal base'
mem=11264	# of which the host only sees the part that is written to
timeout=300
icount=y

pass() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		echo 1 >pass && return
		sleep 0.5
	done
	return 1
}

# 1 Mi pages that are no neighbours need 8 GiB in one zone.
guest() {
	plan 3
	echo 0 >/sys/module/page_reporting/parameters/page_reporting_order
	modprobe reporting_bench
	cd /sys/module/reporting_bench/parameters || return
	for ki in 256 512 1024; do
		if ! echo $((ki * 1024)) >entries || ! pass; then
			not_ok "$ki Ki" "$(cat entries) entries"
			continue
		fi
		printf 'bench\t%s\t%s\t1\n' "longest lock, $ki Ki entries" "$(cat hold_ns)" \
			"empty pass, $ki Ki entries" "$(cat pass_ns)"
		ok "$ki Ki"
	done
	modprobe -r reporting_bench
}
