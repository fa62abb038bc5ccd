# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
#
# The guest is the host of two machines of QEMU, each with a device of mtty; migrate.c
# does in them what a guest would do.  QEMU 8.1 is the first one that speaks version 2 of
# VFIO's migration.
desc="QEMU migrates VFIO devices in the guest; what they hold is compared on both sides"
modules=mtty
mem=2048
timeout=700
threads=single

host() {
	# shellcheck source=selftests/newer-qemu.sh
	. "$here/newer-qemu.sh"
	if ! newer_qemu; then
		lacks="QEMU 8.1 or newer cannot be had, see build/logs/qemu.log"
		return
	fi
	gcc -static -pthread -O1 -Wall -Wextra -Werror -o migrate "$here/migration/migrate.c" ||
		fail "cannot build selftests/migration/migrate.c"
	mkdir -p inner/bin
	cp migrate inner/bin/
	cp -L "$newer/usr/bin/qemu-system-x86_64" inner/bin/
	LD_LIBRARY_PATH=$(libraries_of "$newer") ldd inner/bin/qemu-system-x86_64 >libraries
	if grep 'not found' libraries; then
		not_ok "a newer QEMU" "$(grep 'not found' libraries)"
		return
	fi
	copy_libraries inner "$newer" <libraries
	(cd inner && find . | cpio -o -H newc -R 0:0 --quiet) >>initrd
	rm -rf inner
	qemu guest
	wait_exit guest "$timeout"
}

guest() {
	cases='uart uart-untracked dma dma-iommufd back other-memory fault-start fault-stop fault-stream'
	[ "$variant" != debug ] || cases='uart dma dma-iommufd other-memory'
	# shellcheck disable=SC2086
	set -- $cases
	plan $#
	for c; do
		inner "$c" migrate /bin/qemu-system-x86_64 "$c"
	done
}
