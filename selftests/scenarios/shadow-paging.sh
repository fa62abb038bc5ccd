# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="emulated locked instructions write to shadowed page tables (npt=0)"
tests='kvm:emulated_lock_fault_test'
modules=kvm_amd
append='kvm_amd.npt=0 kvm.force_emulation_prefix=1'
mem=2048
threads=single
