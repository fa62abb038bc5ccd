# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="free page reporting: memory, device and parameters at random, free pages checked"
tests='page_reporting:page_reporting_stress'
mem=2048
seconds=${PAGE_REPORTING_STRESS_SECONDS:-15}
timeout=$((seconds + 120))
test_timeout=$timeout

# stress NAME ARGUMENT: a machine whose kernel treats free pages in this way.  The
# kernel gives to init as its environment what it does not know itself.
stress() {
	append="PAGE_REPORTING_STRESS_SECONDS=$seconds $2"
	qemu "$1"
	wait_exit "$1" "$timeout"
}

host() {
	stress shuffle 'page_alloc.shuffle=1 movablecore=768M'
	stress poison page_poison=1
	stress init-on-free init_on_free=1
	[ "$variant" != debug ] || stress pagealloc debug_pagealloc=on
}
