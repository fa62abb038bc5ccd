# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="KVM selftests of the base on kvm_amd, under QEMU's emulated SVM"
modules=kvm_amd
mem=2048
timeout=300
tests="kvm:cpuid_test kvm:set_sregs_test kvm:sync_regs_test kvm:smm_test
	kvm:svm_int_ctl_test kvm:svm_vmcall_test kvm:tsc_msrs_test
	kvm:userspace_io_test kvm:kvm_binary_stats_test"
