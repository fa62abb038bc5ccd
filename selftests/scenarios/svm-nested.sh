# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="KVM selftests of the base on kvm_amd, under QEMU's emulated SVM"
modules=kvm_amd
mem=2048
timeout=300
threads=single
# What passes on the base within seconds, and (see ../skips) what would if the
# emulated machine had what it needs.  Not what compares clocks, such as kvm_clock_test
# and hyperv_clock: those fail now and then on a loaded host.  Nor xapic_ipi_test, which
# lost IPIs with a thread of QEMU for each CPU and was not tried in one.
tests="kvm:coalesced_io_test kvm:cpuid_test kvm:cr4_cpuid_sync_test
	kvm:debug_regs kvm:exit_on_emulation_failure_test kvm:fix_hypercall_test
	kvm:get_msr_index_features kvm:guest_print_test kvm:hwcr_msr_test
	kvm:hyperv_cpuid kvm:hyperv_features kvm:hyperv_svm_test kvm:kvm_binary_stats_test
	kvm:kvm_pv_test kvm:max_vcpuid_cap_test kvm:monitor_mwait_test
	kvm:nested_exceptions_test kvm:platform_info_test kvm:pmu_counters_test
	kvm:recalc_apic_map_test kvm:set_boot_cpu_id kvm:set_sregs_test kvm:sev_smoke_test
	kvm:smaller_maxphyaddr_emulation_test kvm:smm_test kvm:state_test
	kvm:svm_int_ctl_test kvm:svm_nested_shutdown_test kvm:svm_nested_soft_inject_test
	kvm:svm_vmcall_test kvm:sync_regs_test
	kvm:triple_fault_event_test kvm:tsc_msrs_test kvm:ucna_injection_test
	kvm:userspace_io_test kvm:userspace_msr_exit_test
	kvm:xapic_state_test kvm:xcr0_cpuid_test"
