# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="migration, DMA logging and dirty bitmaps of VFIO, on devices that no hardware has"
tests='mdev:*'
modules=mtty
mem=2048
timeout=700
test_timeout=300

# selects DIR: where iommufd is off, nobody else selects what an mtty reports its log with;
# 1 if mtty does not, either, 2 if that cannot be found out.
selects() {
	printf '%s\n' CONFIG_64BIT=y CONFIG_MODULES=y CONFIG_MMU=y CONFIG_VFIO=m CONFIG_SAMPLES=y \
		CONFIG_SAMPLE_VFIO_MDEV_MTTY=m >kconfig.in
	km "$1" "$PWD/kconfig" -s KCONFIG_ALLCONFIG="$PWD/kconfig.in" allnoconfig >kconfig.log 2>&1
	mv kconfig/.config kconfig.out
	rm -rf kconfig
	grep -qx CONFIG_SAMPLE_VFIO_MDEV_MTTY=m kconfig.out || return 2
	grep -qx CONFIG_IOMMUFD_DRIVER=y kconfig.out
}

host() {
	expect "mtty selects IOMMUFD_DRIVER" selects "$tree"
	qemu guest
	wait_exit guest "$timeout"
}

guest() {
	# A kernel with KASAN and lockdep takes ten times as long; scenario vfio-fuzz does more.
	case $variant in
	debug) export MDEV_FUZZ_SEQUENCES=2000 MDEV_LOG_STEPS=4000 MDEV_TYPE1_STEPS=4000 ;;
	esac
	kselftests
}
