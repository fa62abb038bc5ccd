# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
#
# A guest that reports its free memory to QEMU: for the scenarios and benches with a
# balloon device.  This file is the guest's script as well.

parameters=/sys/module/page_reporting/parameters
flush=/sys/kernel/mm/page_reporting/flush
driver=/sys/bus/virtio/drivers/virtio_balloon

# The guest runs each line that comes from the rig port and answers with its status
# and what it printed, on one line.  A read gets an end of file while no host is connected.
guest() {
	exec 4<>"$(port)"
	while :; do
		read -r line <&4 || { sleep 0.1; continue; }
		[ "$line" != end ] || break
		eval "$line" >/tmp/answer 2>&1
		answer="$? $(tr -s '\n' ' ' </tmp/answer)"
		echo "${answer% }" >&4
	done
	echo 0 >&4
}

# hold WHAT MIB, drop: take memory (see eat.c), and free it.
hold() {
	[ -e /tmp/eaten ] || mkfifo /tmp/eaten
	/eat "$@" >/tmp/eaten 2>&1 4>&- &
	eater=$!
	read -r line </tmp/eaten
	echo "$line"
	[ "$line" = eaten ]
}

drop() {
	kill "$eater"
	wait "$eater"
	:
}

# vmstat NAME, of_zones NAME: a counter; the sum of a line of /proc/zoneinfo.
vmstat() { grep "^$1 " /proc/vmstat | sed 's/.* //'; }
of_zones() { sed -n "s/^ *\(pages \)\{0,1\}$1 *//p" /proc/zoneinfo | awk '{ n += $1 } END { print n }'; }

# unreported: KiB that are free in blocks of 2 MiB and more, and not reported.
unreported() {
	big=$(awk '{ n += $14 * 512 + $15 * 1024 } END { print n }' /proc/buddyinfo)
	echo $(((big - $(vmstat nr_free_reported)) * 4))
}

# room: KiB that are free above the low watermark, of the zone where that is most.
room() {
	awk '/^Node/ { free = 0 }
	$1 == "pages" && $2 == "free" { free = $3 }
	$1 == "low" && (free - $2) * 4 > most { most = (free - $2) * 4 }
	END { print most + 0 }' /proc/zoneinfo
}

# blocks TYPE: the pageblocks of a migratetype, of all zones.
blocks() {
	awk -v type="$1" '
	/^Number of blocks type/ { for (i = 5; i <= NF; i++) if ($i == type) col = i; next }
	col { n += $col }
	END { print n }' /proc/pagetypeinfo
}

# suspend: all devices, in a moment, and resume them; its status is in /tmp/suspended.
# No host is to be connected to the rig port meanwhile, which is suspended, too.
suspend() {
	echo 1 >/sys/module/suspend/parameters/pm_test_delay
	echo devices >/sys/power/pm_test
	rm -f /tmp/suspended
	{
		sleep 1
		if echo mem >/sys/power/state; then echo 0; else echo 1; fi >/tmp/suspended
	} 4>&- &
}

# corruption: how many lines of the log say that free memory was changed.
corruption() { dmesg | grep -c 'pagealloc:'; }

# bound: whether there is a device with a driver; rebind: without it for a moment.
bound() {
	set -- $driver/virtio*
	if [ -e "$1" ]; then echo yes; else echo no; fi
}

rebind() {
	device=$(basename $driver/virtio*)
	echo "$device" >$driver/unbind || return
	sleep 0.1
	echo "$device" >$driver/bind
}

# busy, idle: memory comes and goes, and the parameters change, good values and others.
busy() {
	/eat churn 256 10 3600 >/dev/null 4>&- &
	churner=$!
	while :; do
		for value in 10 3600001 50 -1 x 500 ''; do
			echo $value >$parameters/page_reporting_delay_ms
			echo $value >$parameters/page_reporting_delay_max_ms
		done
		for value in 8 11 10 y 9; do
			echo $value >$parameters/page_reporting_order
			echo $value >$flush
			echo 1 >$flush
		done
		cat /proc/zoneinfo /proc/pagetypeinfo
	done >/dev/null 2>&1 4>&- &
	writer=$!
}

idle() {
	kill "$churner" "$writer"
	wait "$churner" "$writer"
	echo 9 >$parameters/page_reporting_order
	echo 0 >$parameters/page_reporting_delay_max_ms
}

# What follows is for the host.

# machine NAME anon|memfd MIB [ARG ...]: with a balloon device and guest memory of
# that kind; NAME.trace has a line for each report, and for other requests to virtio.
machine() {
	name=$1
	mem=$3
	case $2 in
	anon) memory= ;;
	memfd) memory="-object memory-backend-memfd,id=ram,size=${mem}M,share=on -machine memory-backend=ram" ;;
	esac
	shift 3
	echo $((mem * 1024)) >"$name.ram"
	# shellcheck disable=SC2086
	qemu "$name" $memory -device pcie-root-port,id=hole,chassis=1 \
		-device "$balloon" -msg timestamp=on -D "$name.trace" \
		-trace virtqueue_pop "$@"
	if ! wait_socket "$name.chan" || ! answers "$name" : 0 "$timeout"; then
		not_ok "$name: boot" "the guest does not answer"
		return 1
	fi
}

balloon=virtio-balloon-pci,free-page-reporting=on,id=balloon,bus=hole

# eat: the initramfs gets the guest's program.
eat() {
	gcc -static -O1 -Wall -Wextra -Werror -o eat "$here/balloon/eat.c" ||
		fail "cannot build selftests/balloon/eat.c"
	echo eat | cpio -o -H newc -R 0:0 --quiet >>initrd
}

# tell NAME COMMAND: the guest runs it; its output and its status are what it said.
tell() {
	answer=$(ask "$1" "$2" "$timeout")
	case $answer in *' '*) echo "${answer#* }" ;; esac
	[ "${answer%% *}" = 0 ]
}

# done_with NAME: the guest powers itself off.
done_with() {
	ask "$1" end >/dev/null
	wait_exit "$1" 60 || :
}

# resident NAME: KiB of the guest's memory that the host holds.
resident() {
	awk -v ram="$(cat "$1.ram")" '
	$1 == "Size:" { size = $2 }
	$1 == "Rss:" && size == ram { rss = $2 }
	END { print rss + 0 }' "/proc/$(cat "$1.pid")/smaps"
}

# settle NAME: until the guest has reported what it has to.  The trace grows with
# each report, and with each word to the guest.
settle() {
	by=$(($(date +%s) + timeout))
	size=
	still=0
	while [ $still -lt "$pause" ]; do
		[ "$(date +%s)" -lt "$by" ] || return 1
		was=$size
		size=$(wc -c <"$1.trace")
		[ "$size" = "$was" ] || still=0
		still=$((still + 1))
		sleep 0.25
	done
}

# largest NAME: KiB of the largest report, of a machine that was started with
# `-trace ram_block_discard_range'.
largest() {
	awk '
	function hex(s,  n, i) {
		for (i = 3; i <= length(s); i++)
			n = n * 16 + index("123456789abcdef", substr(s, i, 1))
		return n
	}
	/ram_block_discard_range/ {
		match($0, /\+ 0x[0-9a-f]+/)
		n += hex(substr($0, RSTART + 2, RLENGTH - 2))
		if (n > most) most = n
		next
	}
	{ n = 0 }
	END { print most / 1024 }' "$1.trace"
}

# at_least NAME VALUE LIMIT UNIT, at_most ...: a result with its numbers.
at_least() {
	if [ "$2" -ge "$3" ]; then ok "$1 # $2 $4"; else not_ok "$1" "$2 $4, not at least $3"; fi
}

at_most() {
	if [ "$2" -le "$3" ]; then ok "$1 # $2 $4"; else not_ok "$1" "$2 $4, not at most $3"; fi
}
