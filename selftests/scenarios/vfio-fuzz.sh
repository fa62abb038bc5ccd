# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
#
# The number of sequences can be another one: FUZZ=100000 selftests/run --variant debug
# vfio-fuzz, which takes an hour, and MDEV_SEED=... for one that was printed.
desc="100,000 random sequences of calls on VFIO devices that migrate"
tests='mdev:mdev_fuzz_test'
modules=mtty
append="fuzz=${FUZZ:-100000} seed=${MDEV_SEED:-}"
mem=1024
timeout=$((600 + ${FUZZ:-0} / 50))
variants=normal

guest() {
	MDEV_FUZZ_SEQUENCES=$(sed 's/.*fuzz=\([0-9]*\).*/\1/' /proc/cmdline)
	MDEV_SEED=$(sed 's/.*seed=\([0-9]*\).*/\1/' /proc/cmdline)
	export MDEV_FUZZ_SEQUENCES MDEV_SEED
	plan 1
	inner "$MDEV_FUZZ_SEQUENCES sequences" /kselftest/mdev/mdev_fuzz_test
}
