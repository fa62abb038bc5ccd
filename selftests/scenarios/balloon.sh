# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
#
# Of what a guest frees, QEMU takes what the balloon driver reports: the memory that
# the host holds is compared with what the guest says of itself.
. "$here/balloon.sh"
file=$here/balloon.sh
desc="free memory comes back from a guest with a balloon, and nothing else does"
variants=normal
threads=single
timeout=60
pause=8		# quarters of a second without a report: nothing is left to report

# begin NAME ...: a machine without long lists of free pages of its CPUs, and with an
# interval that does not keep the scenario waiting, where it can be set.
begin() {
	machine "$@" || return
	tell "$1" 'echo 10000 >/proc/sys/vm/percpu_pagelist_high_fraction' >/dev/null
	[ "$variant" = base ] || fast "$1"
	settle "$1"
}

fast() { tell "$1" "echo 100 >$parameters/page_reporting_delay_ms" >/dev/null; }

# eaten NAME WHAT MIB: the guest takes memory; `held' is what the host holds then.
eaten() {
	what=$(tell "$1" "hold $2 $3") || { not_ok "$1, hold $2 $3" "$what"; return 1; }
	settle "$1"
	held=$(resident "$1")
}

# returns NAME MIB [WHAT]: freed memory comes back, and the gauge knows it.
returns() {
	eaten "$1" thp "$2" || return
	gauge=$(tell "$1" 'vmstat nr_free_reported')
	tell "$1" drop >/dev/null
	settle "$1"
	fell=$((held - $(resident "$1")))
	at_least "$1, $2 MiB come back${3:+, $3}" "$fell" $(($2 * 1024 * 98 / 100)) KiB
	if [ -z "$gauge" ]; then
		not_ok "$1, the gauge agrees${3:+, $3}" "no nr_free_reported"
		return
	fi
	gauge=$((($(tell "$1" 'vmstat nr_free_reported') - gauge) * 4 - fell))
	at_most "$1, the gauge agrees${3:+, $3}" ${gauge#-} $((fell * 2 / 100)) "of $fell KiB"
}

# not_held NAME: of what the guest says that it has reported the host has nothing.
not_held() {
	gauge=$(($(tell "$1" 'vmstat nr_free_reported') * 4))
	at_most "$1, what is reported is not held" $gauge \
		$(($(cat "$1.ram") - $(resident "$1") + 1024)) KiB
}

# flush_returns NAME MIB: all of it is back when the write returns.
flush_returns() {
	tell "$1" "echo 3600000 >$parameters/page_reporting_delay_ms" >/dev/null
	eaten "$1" thp "$2" || return
	tell "$1" drop >/dev/null
	settle "$1"
	at_most "$1, nothing is reported within an hour" $((held - $(resident "$1"))) 16384 KiB
	if tell "$1" "echo 1 >$flush" >flush.answer; then
		at_least "$1, a flush reports all" $((held - $(resident "$1"))) \
			$(($2 * 1024 * 98 / 100)) KiB
	else
		not_ok "$1, a flush reports all" "$(cat flush.answer)"
	fi
	fast "$1"
}

# types NAME: what is reported keeps its type.  Page tables are not movable, and the
# pageblocks that they were in stay so when they are free and reported.
types() {
	eaten "$1" tables 64 || return
	types=$(tell "$1" 'blocks Unmovable; blocks Reclaimable')
	tell "$1" drop >/dev/null
	settle "$1"
	is=$(tell "$1" 'blocks Unmovable; blocks Reclaimable')
	at_least "$1, the blocks are reported" $((held - $(resident "$1"))) 32768 KiB
	at_least "$1, there are unmovable blocks" "${types% *}" 32 blocks
	if [ "$types" = "$is" ]; then
		ok "$1, pageblocks keep their type # $types"
	else
		not_ok "$1, pageblocks keep their type" "unmovable and reclaimable: $types before, $is after"
	fi
}

# nothing_to_flush NAME: there is no device.
nothing_to_flush() {
	! tell "$1" "echo 1 >$flush" >flush.answer && grep -q 'No such device' flush.answer
}

# pulled NAME: the device goes while the guest reports, and comes back.
pulled() {
	expect "$1, busy" tell "$1" busy >/dev/null
	for round in 1 2 3; do
		sleep 1
		hmp "$1" 'device_del balloon'
		expect "$1, unplugged, $round" answers "$1" bound "0 no" 30
		expect "$1, nothing to flush, $round" nothing_to_flush "$1"
		# Its name is free some time after the guest has let it go.
		hmp_until "$1" "device_add $balloon" '"return": ""' || :
		expect "$1, plugged again, $round" answers "$1" bound "0 yes" 30
		expect "$1, unbound and bound, $round" tell "$1" rebind >/dev/null
	done
	expect "$1, idle" tell "$1" idle >/dev/null
	fast "$1"
	settle "$1"
}

# poisoned NAME: the host must not take pages that have to keep their poison.
poisoned() {
	eaten "$1" small 256 || return
	tell "$1" drop >/dev/null
	settle "$1"
	at_most "$1, the host takes nothing" $((held - $(resident "$1"))) 4096 KiB
	tell "$1" suspend >/dev/null
	wait_line "$1.console" 'PM: suspend exit' "$timeout" || :
	expect "$1, suspend and resume" answers "$1" 'cat /tmp/suspended' '0 0'
	eaten "$1" small 256 || return
	tell "$1" drop >/dev/null
	settle "$1"
	at_most "$1, nor after a resume" $((held - $(resident "$1"))) 4096 KiB
	eaten "$1" small 256 || return
	at_most "$1, no poison is overwritten" "$(tell "$1" corruption)" 0 lines
}

# small MIB EATS RETURNS: a small guest, of which no report takes much.  Some of what
# it frees stays in blocks that are too small.
small() {
	begin "$1" anon "$1" -trace ram_block_discard_range || return
	most=$(tell "$1" room)
	eaten "$1" small "$2" || return
	tell "$1" drop >/dev/null
	settle "$1"
	at_least "$1 MiB, what comes back of $2 MiB" $((held - $(resident "$1"))) $(($3 * 1024)) KiB
	if [ "$(tell "$1" 'vmstat nr_free_reported')" ]; then
		# A block that has just been merged is reported in the next pass.
		limit=$(($2 * 1024 / 10))
		tries=0
		while left=$(tell "$1" unreported); [ "$left" -gt $limit ] && [ $tries -lt 10 ]; do
			sleep 1
			tries=$((tries + 1))
		done
		at_most "$1 MiB, what is free and not reported" "$left" $limit KiB
	fi
	left=$(tell "$1" room)
	[ "$left" -le "$most" ] || most=$left
	# The largest block is one of 4 MiB.
	limit=$((most / 8 + 1024))
	[ $limit -ge 4096 ] || limit=4096
	at_most "$1 MiB, the largest report" "$(largest "$1")" $limit "KiB, of $most"
	done_with "$1"
}

host() {
	eat
	begin anon anon 1536 || return
	returns anon 1024
	flush_returns anon 1024
	types anon
	pulled anon
	returns anon 1024 "after all this"
	not_held anon
	done_with anon

	begin memfd memfd 1536 || return
	returns memfd 1024
	not_held memfd
	done_with memfd

	append=page_poison=1
	begin poison anon 512 || return
	poisoned poison
	done_with poison

	append=init_on_free=1
	begin zeroed anon 1536 || return
	returns zeroed 1024
	not_held zeroed
	done_with zeroed

	append=
	[ "$variant" = normal ] || return 0
	small 96 24 12
	small 128 48 32
	small 192 48 32
	small 256 48 24
}
