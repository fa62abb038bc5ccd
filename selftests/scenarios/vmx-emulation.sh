# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="locked and debugged instructions that kvm_intel emulates, under Bochs' emulated VMX"
modules=kvm_intel
emulator=bochs
# 2: the #UD of the prefix has RFLAGS.RF set, which would inhibit code breakpoints.
append=kvm.force_emulation_prefix=3
timeout=600
# Not the debug kernel, as in vmx-bochs.
variants=normal
# Not emulated_lock_fault_test: once its test with userfaultfd has slept, the timer of
# Bochs 2.7 does not interrupt a guest that loops.
tests="kvm:emulated_lock_test kvm:guest_debug_emul_test kvm:debug_regs"

# Vcpus contend by preemption only, so few rows are enough here.
guest() {
	plan 5
	inner "locked, compared with the CPU" /kselftest/kvm/emulated_lock_test -r compare
	inner "debug_regs -e" /kselftest/kvm/debug_regs -e
	inner "guest_debug_emul_test -a" /kselftest/kvm/guest_debug_emul_test -a
	inner kvm:guest_debug_emul_test /kselftest/kvm/guest_debug_emul_test
	inner "locked, contended" /kselftest/kvm/emulated_lock_test -n 40 -r "emulated page split addl"
}
