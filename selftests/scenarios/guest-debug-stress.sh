# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="emulated instructions while breakpoints, memslots, signals and VMs come and go"
tests='kvm:guest_debug_stress_test'
modules=kvm_amd
append='kvm.force_emulation_prefix=1'
mem=2048
threads=single
