# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="400,000 contended operations each of emulated locked instructions"
tests='kvm:emulated_lock_test'
modules=kvm_amd
append='kvm.force_emulation_prefix=1'
mem=2048
timeout=600
# Minutes each on a kernel with KASAN and lockdep, which has them in scenario kselftest.
variants=normal

# What depends on the flags that it finds, and what lost most on the base; the name of a
# row is in the output, and as many rows as were asked for have to be there.
guest() {
	rows='adcq xaddl incq'
	plan 9
	for row in $rows; do
		for place in aligned 'line split' 'page split'; do
			want="emulated $place $row"
			if /kselftest/kvm/emulated_lock_test -n 400000 -r "$want" >/tmp/out &&
					[ "$(grep -c "^ok 1 $want\$" /tmp/out)" = 1 ]; then
				ok "$want"
			else
				sed 's/^/# /' /tmp/out
				not_ok "$want" "lost updates or wrong flags"
			fi
		done
	done
}
