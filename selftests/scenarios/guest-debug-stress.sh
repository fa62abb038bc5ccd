# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="emulated instructions while breakpoints, memslots, signals and VMs come and go"
tests='kvm:guest_debug_stress_test'
modules=kvm_amd
append='kvm.force_emulation_prefix=1'
mem=2048

# Two CPUs in one thread of QEMU.  In two, the machine dies in this test about once in a
# minute or two on the base, and less often with the series: the kernel runs with the GS
# base of the guest, which no kernel can see to.
host() {
	accel='-accel tcg,thread=single'
	qemu guest
	wait_exit guest "$timeout"
}
