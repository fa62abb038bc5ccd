# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="data breakpoints on QEMU's bare CPU: what guest_debug_emul_test expects of them"
tests='kvm:guest_debug_emul_test'
# What the test's library wants to see; the rows do not use it.
modules=kvm_amd
variants=normal
# With two, QEMU 7.2 misses locked accesses.  Bochs: scenario vmx-emulation.
smp=1

guest() {
	plan 1
	inner "guest_debug_emul_test -n" /kselftest/kvm/guest_debug_emul_test -n
}
