# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="KVM selftests of the base on kvm_intel, under Bochs' emulated VMX"
modules=kvm_intel
emulator=bochs
timeout=300
# Not the debug kernel: it takes seven minutes there, and KASAN finds that KVM's
# buffer for guest FPU state is too small (fpu_alloc_guest_fpstate), on the base as
# well, after the kernel gave up on the extended state that Bochs' CPUID describes.
variants=normal
tests="kvm:state_test kvm:vmx_dirty_log_test kvm:vmx_apic_access_test kvm:vmx_msrs_test
	kvm:vmx_tsc_adjust_test kvm:set_sregs_test"
