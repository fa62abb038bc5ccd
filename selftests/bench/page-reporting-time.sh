# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
#
# Four guests, of the base and of the series, with and without reporting, are asked in
# turns.  What counts is the ratio of two guests in one round, of the time in the guest
# and of the CPU time of QEMU, which others on the host disturb less.
. "$here/balloon.sh"
file=$here/balloon.sh
desc="page faults with and without free page reporting, on the base and on the series"
long=y
threads=single
smp=1
rounds=${ROUNDS:-8}

# cpu NAME: hundredths of a second that QEMU used.
cpu() { sed 's/.*) //' "/proc/$(cat "$1.pid")/stat" | cut -d' ' -f12,13 | tr ' ' + | xargs echo | bc; }

# sample TEST NAME: a line of `samples'.  What was given back while the others ran is
# fetched again before.
sample() {
	tell "$2" "/eat faults ${1% *} 2" >/dev/null
	began=$(cpu "$2")
	if ns=$(tell "$2" "/eat faults $1"); then
		echo "$round	$1	$2	$ns	$(($(cpu "$2") - began))" >>samples
	else
		not_ok "$2: $1" "$ns"
	fi
}

# ratios: the median and the range, over the rounds, of what the second guest takes by
# what the first one does.
ratios() {
	awk -F '\t' '
	{ guest[$1, $2, $3] = $4; cpu[$1, $2, $3] = $5; tests[$2]; if ($1 > rounds) rounds = $1 }
	function show(t, what, over, under, by,   n, r, i, j, x, v) {
		for (r = 1; r <= rounds; r++) {
			if (by == "time") x = guest[r, t, over] / guest[r, t, under]
			else x = cpu[r, t, over] / cpu[r, t, under]
			for (i = ++n; i > 1 && v[i - 1] > x; i--) v[i] = v[i - 1]
			v[i] = x
		}
		printf "%-20s %-26s %s %6.3f (%.3f to %.3f, %d rounds)\n", t, what, by,
			(v[int((n + 1) / 2)] + v[int((n + 2) / 2)]) / 2, v[1], v[n], n
	}
	END {
		for (t in tests)
			for (i = 1; i <= 2; i++) {
				by = i == 1 ? "time" : "CPU "
				show(t, "base, on/off", "base_off", "base_on", by)
				show(t, "series, on/off", "series_off", "series_on", by)
				show(t, "on, series/base", "base_on", "series_on", by)
				show(t, "off, series/base", "base_off", "series_off", by)
			}
	}' samples
}

host() {
	need bc
	[ -f "$build/images/base/bzImage" ] || fail "no kernel of the base: tools/build --base"
	eat
	on=$balloon
	for kernel in base series; do
		image=$build/images/$kernel
		[ $kernel = base ] || image=$build/images/normal
		balloon=$on
		machine ${kernel}_on anon 1024 || return
		balloon=virtio-balloon-pci,id=balloon,bus=hole
		machine ${kernel}_off anon 1024 || return
	done
	pause=12
	for name in base_on base_off series_on series_off; do
		settle $name
	done
	order='base_on series_on base_off series_off'
	: >samples
	for round in $(seq "$rounds"); do
		for test in 'file 128 20' 'thp 128 100'; do
			for name in $order; do
				sample "$test" "$name"
			done
		done
		# Who comes first changes.
		order="${order#* } ${order%% *}"
	done
	ratios >table
	for name in $order; do
		ok "$name"
		done_with "$name"
	done
}
