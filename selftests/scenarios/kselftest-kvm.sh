# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="the KVM selftests that the series adds or changes, on kvm_amd"
tests='series/kvm:*'
modules=kvm_amd
# KVM's emulator executes what follows a prefix, so that tests reach it.
append=kvm.force_emulation_prefix=1
mem=2048
timeout=600
threads=single	# see svm-emulation
test_timeout=200
