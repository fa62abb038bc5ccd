# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="KVM selftests of the base on kvm_intel, under Bochs' emulated VMX"
modules=kvm_intel
timeout=300
# Not the debug kernel: it takes seven minutes there, and KASAN finds that KVM's
# buffer for guest FPU state is too small (fpu_alloc_guest_fpstate), on the base as
# well, after the kernel gave up on the extended state that Bochs' CPUID describes.
variants=normal
tests="kvm:state_test kvm:vmx_dirty_log_test kvm:vmx_apic_access_test kvm:vmx_msrs_test
	kvm:vmx_tsc_adjust_test kvm:set_sregs_test"
# Two boot-time warnings of the base come from Bochs' CPUID; these two and no other.
allow='(topology_common.c:[0-9]+ parse_legacy|fpu/xstate.c:[0-9]+ fpu__init_system_xstate)\+'

host() {
	need /usr/bin/bochs:bochs /usr/share/bochs/BIOS-bochs-latest:bochsbios \
		/usr/share/vgabios/vgabios.bin:vgabios /usr/lib/ISOLINUX/isolinux.bin:isolinux \
		/usr/lib/syslinux/modules/bios/ldlinux.c32:syslinux-common xorriso
	bochs guest
	wait_exit guest "$timeout"
}
