# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
#
# Wall time of QEMU, which does not count instructions here: what is compared runs in
# turns.
. "$here/balloon.sh"
file=$here/balloon.sh
desc="how fast free memory comes back, and what that costs who needs it again"
long=y
threads=single
smp=1
timeout=120
rounds=${ROUNDS:-6}

now() { date +%s%N; }

# interval NAME MS [MAX]
interval() {
	if ! tell "$1" "echo $2 >$parameters/page_reporting_delay_ms" >/dev/null ||
			! tell "$1" "echo ${3:-0} >$parameters/page_reporting_delay_max_ms" >/dev/null; then
		not_ok "$1: interval of $2 ms" "no such parameter"
	fi
}

# comes_back NAME HOW COMMAND: 3 GiB are freed; milliseconds from then, before the
# guest knows, until the host has 50 and 90 % of them back.
comes_back() {
	tell "$1" 'hold quick 3072' >/dev/null || { not_ok "$1: $2" "no memory"; return 1; }
	settle "$1"
	held=$(resident "$1")
	ask "$1" "$3" "$timeout" >/dev/null &
	freed=$(now)
	row=
	for percent in 50 90; do
		until [ $(((held - $(resident "$1")) * 100)) -ge $((3072 * 1024 * percent)) ]; do
			if [ $((($(now) - freed) / 1000000000)) -gt "$timeout" ]; then
				not_ok "$1: $2" "$percent % are not back after $timeout s"
				return 1
			fi
			sleep 0.02
		done
		row="$row	$((($(now) - freed) / 1000000))"
	done
	wait $!
	echo "$2	$1$row" >>returns
	ok "$1: $2"
}

# faults NAME: page faults of QEMU without I/O.
faults() { sed 's/.*) //' "/proc/$(cat "$1.pid")/stat" | cut -d' ' -f8; }

# churn NAME: a line of `churns'.
churn() {
	before=$(faults "$1")
	reported=$(tell "$1" 'vmstat page_report')
	tell "$1" '/eat churn 512 400 20' >churn.answer ||
		{ not_ok "$1: churn" "$(cat churn.answer)"; return; }
	read -r cycles ns <churn.answer
	reported=$((($(tell "$1" 'vmstat page_report') - reported) / 256))
	faults=$(($(faults "$1") - before))
	echo "$1		$cycles	$((ns / 1000000))	$((faults / cycles))	$((reported / cycles))" >>churns
}

# medians COLUMNS: of the lines of standard input by their first two fields.
medians() {
	sort -s -t '	' -k1,2 | awk -F '\t' -v first="$1" '
	function flush_key(  i, j, k, x, m) {
		if (!n) return
		printf "%-34s", key
		for (i = first; i <= cols; i++) {
			for (j = 2; j <= n; j++) {
				x = v[i, j]
				for (k = j; k > 1 && v[i, k - 1] > x; k--) v[i, k] = v[i, k - 1]
				v[i, k] = x
			}
			printf " %8d", (v[i, int((n + 1) / 2)] + v[i, int((n + 2) / 2)]) / 2
		}
		printf "   (%d rounds)\n", n
		n = 0
	}
	{
		if ($1 " " $2 != key) flush_key()
		key = $1 " " $2
		n++
		cols = NF
		for (i = first; i <= NF; i++) v[i, n] = $i + 0
	}
	END { flush_key() }'
}

# holes HOW COMMAND: of 768 MiB in free pages between used ones, the MiB that are back
# after a minute.  Compaction gives way to a kswapd that still runs, and then pauses.
holes() {
	machine holes anon 2048 || return
	settle holes
	tell holes 'hold holes 1536' >/dev/null || { not_ok "holes, $1" "no memory"; return; }
	held=$(resident holes)
	tell holes "$2" >/dev/null || not_ok "holes, $1" "failed: $2"
	sleep 60
	echo "$1		$(((held - $(resident holes)) / 1024))" >>holes
	ok "holes, $1"
	done_with holes
}

host() {
	[ -f "$build/images/base/bzImage" ] || fail "no kernel of the base: tools/build --base"
	eat
	: >returns
	: >churns
	image=$build/images/base
	machine base anon 4096 || return
	image=$build/images/normal
	machine series anon 4096 || return
	for round in $(seq $((rounds / 2))); do
		pause=12
		comes_back base "2000 ms" drop
		for ms in 2000 250 150 100; do
			interval series $ms
			[ "$ms" = 2000 ] || pause=6
			comes_back series "$ms ms" drop
		done
		interval series 3600000
		comes_back series "flush" "drop; echo 1 >$flush"
	done
	done_with base
	done_with series

	: >holes
	holes "order 9" :
	holes "order 9, compaction" "sleep 10; echo 100 >/proc/sys/vm/compaction_proactiveness"
	holes "order 0" "echo 0 >$parameters/page_reporting_order"

	# The same memory again and again.
	order='fixed-2000 fixed-250 adaptive-250-8000'
	for name in $order; do
		machine "$name" anon 1024 || return
	done
	interval fixed-250 250
	interval adaptive-250-8000 250 8000
	for round in $(seq "$rounds"); do
		for name in $order; do
			churn "$name"
		done
		order="${order#* } ${order%% *}"
	done
	{
		echo "milliseconds until 50 and 90 % of 3 GiB are back:"
		medians 3 <returns
		echo "MiB of 768 in pages of 4 KiB between used ones that are back after a minute:"
		medians 3 <holes
		echo "20 s with 512 MiB taken, freed, 400 ms of sleep: cycles; of each: milliseconds,"
		echo "page faults of the host, MiB reported:"
		medians 3 <churns
	} >table
	for name in $order; do
		ok "$name"
		done_with "$name"
	done
}
