# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="locked instructions that kvm_amd emulates, 400,000 contended operations each; debug_regs"
tests='kvm:emulated_lock_test kvm:debug_regs'
modules=kvm_amd
append='kvm.force_emulation_prefix=1'
mem=2048
timeout=600
# Minutes on a kernel with KASAN and lockdep, which has fewer of them in kselftest-kvm.
variants=normal
# Two CPUs that take turns: at ticks, at HLT, at PAUSE.  That loses about as many updates
# on the base as two threads do, with which QEMU 7.2's SVM is not to be relied on: VMRUN
# and #VMEXIT write interrupt_request without the lock under which others set it
# (target/i386/tcg/sysemu/svm_helper.c), an IPI in some ten thousand is lost, and a run in
# ten or twenty ends in a stalled kernel or in a triple fault of a guest in which KVM
# emulates nothing.  On the base kernel as well.
threads=single

# A row whose result depends on the flags that it finds, and one that lost much on the
# base.  The name of a row has to be in the output: what is not there did not run.
guest() {
	plan 5
	for row in 'aligned adcq' 'line split adcq' 'page split adcq' 'page split xaddl'; do
		if /kselftest/kvm/emulated_lock_test -n 400000 -r "emulated $row" >/tmp/out &&
				grep -qx "ok 1 emulated $row" /tmp/out; then
			ok "$row"
		else
			sed 's/^/# /' /tmp/out
			not_ok "$row" "lost updates or wrong flags"
		fi
	done
	# Without the cases that need INT3 to exit, see skips.
	inner "debug_regs -e" /kselftest/kvm/debug_regs -e
}
