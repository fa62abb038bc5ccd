# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="I/O breakpoints on the bare emulated CPUs: what guest_debug_emul_test expects of them"
# No Linux runs here; the rig wants one kernel all the same.
variants=normal
timeout=60
mem=64

host() {
	# -n: no page alignment, the Multiboot header has to be near the start.
	gcc -m32 -march=i686 -O1 -Wall -Wextra -Werror -ffreestanding -nostdlib -static \
		-fno-pie -no-pie -fno-stack-protector -fcf-protection=none \
		-mgeneral-regs-only -fno-asynchronous-unwind-tables \
		-Wl,-n,-Ttext=0x100000,--build-id=none,--no-warn-rwx-segments \
		-o io.elf "$here/oracle/io.c" || fail "cannot build selftests/oracle/io.c"
	# QEMU takes the last kernel that it is given.
	qemu qemu -kernel io.elf
	mkdir -p bochs.cd
	cp io.elf bochs.cd
	bochs_cd bochs mboot.c32 io.elf
	wait_exit qemu "$timeout"
	wait_exit bochs "$timeout"
}
