# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="what KVM executes to emulate a locked instruction, the start of a VM included"
variants='normal base'
tests='kvm:emulated_lock_test'
modules=kvm_amd
append='kvm.force_emulation_prefix=1'
mem=2048
icount=y

# One vCPU: nobody contends.  The operations are many, so that the start of the
# VM hardly counts.
guest() {
	plan 3
	for row in 'aligned incq' 'aligned cmpxchg8b' 'page split incq'; do
		if measure "$row" 100000 /kselftest/kvm/emulated_lock_test -v 1 -n 100000 \
				-r "emulated $row"; then
			ok "$row"
		else
			not_ok "$row" "exit status $?"
		fi
	done
}
