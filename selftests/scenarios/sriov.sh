# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="VF tokens of vfio-pci: an NVMe controller with two VFs, behind an emulated IOMMU"
tests='vfio:vf_token_test'
modules=mtty	# a driver without match_token_uuid()
# The check of the timer ends in a panic when interrupts are remapped and the machine
# that emulates is busy.
append='intel_iommu=on no_timer_check'
# There need not be a namespace, nobody drives the controller.  edu is a device that has
# no SR-IOV and an IOMMU group of its own.
devices='-device intel-iommu,intremap=on,caching-mode=on
	-device pcie-root-port,id=rp0,slot=1,chassis=1 -device nvme-subsys,id=ss0
	-device nvme,id=nvme0,serial=rig,bus=rp0,subsys=ss0,sriov_max_vfs=2,sriov_vq_flexible=4,sriov_vi_flexible=2,max_ioqpairs=6,msix_qsize=5
	-device edu,addr=5'
timeout=420
test_timeout=360
threads=single	# it sleeps most of the time, 0.1 s for each reset of a VF

guest() {
	cd /sys/bus/pci/devices || return
	for f in *; do
		[ ! -e "$f/sriov_totalvfs" ] || VFIO_SRIOV_PF=$f
		[ "$(cat "$f/device")" != 0x11e8 ] || VFIO_NO_SRIOV=$f
	done
	export VFIO_SRIOV_PF VFIO_NO_SRIOV
	# QEMU 7.2 loses the VFs when the PF is reset, which vfio-pci does whenever it is
	# opened and closed.
	echo >"$VFIO_SRIOV_PF/reset_method"
	kselftests
}
