# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="locked and debugged instructions that kvm_intel emulates, under Bochs' emulated VMX"
modules=kvm_intel
# 2: the #UD of the prefix has RFLAGS.RF set, which would inhibit code breakpoints.
append=kvm.force_emulation_prefix=3
timeout=600
# Not the debug kernel, and two warnings, as in vmx-bochs.
variants=normal
allow='(topology_common.c:[0-9]+ parse_legacy|fpu/xstate.c:[0-9]+ fpu__init_system_xstate)\+'
# Not emulated_lock_fault_test: once its test with userfaultfd has slept, the timer of
# Bochs 2.7 does not interrupt a guest that loops.
tests="kvm:emulated_lock_test kvm:guest_debug_emul_test kvm:debug_regs"

# inner NAME COMMAND [ARG ...]: a program that prints TAP, as the kselftest runner shows it.
inner() {
	name=$1
	shift
	"$@" >/tmp/out 2>&1
	status=$?
	sed 's/^/# /' /tmp/out
	if [ $status = 0 ]; then ok "$name"; else not_ok "$name" "exit status $status"; fi
}

# Vcpus contend by preemption only, so few rows are enough here.
guest() {
	plan 5
	inner "locked, compared with the CPU" /kselftest/kvm/emulated_lock_test -r compare
	inner "debug_regs -e" /kselftest/kvm/debug_regs -e
	inner "guest_debug_emul_test -a" /kselftest/kvm/guest_debug_emul_test -a
	inner kvm:guest_debug_emul_test /kselftest/kvm/guest_debug_emul_test
	inner "locked, contended" /kselftest/kvm/emulated_lock_test -n 40 -r "emulated page split addl"
}

host() {
	need /usr/bin/bochs:bochs /usr/share/bochs/BIOS-bochs-latest:bochsbios \
		/usr/share/vgabios/vgabios.bin:vgabios /usr/lib/ISOLINUX/isolinux.bin:isolinux \
		/usr/lib/syslinux/modules/bios/ldlinux.c32:syslinux-common xorriso
	bochs guest
	wait_exit guest "$timeout"
}
