# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="I/O breakpoints on the bare emulated CPUs: what guest_debug_emul_test expects of them"
# No Linux runs here; the rig wants one kernel all the same.
variants=normal
timeout=60

# started NAME: the files that every machine has.
started() {
	: >"$1.console"
	: >"$1.results"
	echo running >"$1.end"
}

# As qemu() of lib.sh, which is for Linux.
on_qemu() {
	started qemu
	qemu-system-x86_64 -machine q35 -accel tcg -m 64 -nographic -no-reboot -nodefaults \
		-kernel io.elf \
		-chardev file,id=console,path=qemu.console -serial chardev:console \
		-chardev file,id=results,path=qemu.results -serial chardev:results \
		</dev/null >qemu.emulator 2>&1 &
	echo $! >qemu.pid
}

# Likewise bochs().
on_bochs() {
	started bochs
	mkdir -p bochs.cd
	cp /usr/lib/ISOLINUX/isolinux.bin io.elf bochs.cd
	for c32 in ldlinux libcom32 mboot; do
		cp "/usr/lib/syslinux/modules/bios/$c32.c32" bochs.cd
	done
	cat >bochs.cd/isolinux.cfg <<-EOT
	default rig
	prompt 0
	label rig
	kernel mboot.c32
	append io.elf
	EOT
	xorriso -as mkisofs -quiet -o bochs.iso -b isolinux.bin -c boot.cat \
		-no-emul-boot -boot-load-size 4 -boot-info-table bochs.cd >bochs.emulator 2>&1
	cat >bochs.bochsrc <<-EOT
	display_library: rfb, options="timeout=0"
	megs: 64
	romimage: file=/usr/share/bochs/BIOS-bochs-latest
	vgaromimage: file=/usr/share/vgabios/vgabios.bin
	cpu: model=corei7_skylake_x, count=1, ips=100000000, reset_on_triple_fault=0
	ata0-master: type=cdrom, path=bochs.iso, status=inserted
	boot: cdrom
	com1: enabled=1, mode=file, dev=bochs.console
	com2: enabled=1, mode=file, dev=bochs.results
	clock: sync=none, time0=local
	log: bochs.bochslog
	EOT
	echo c >bochs.rc
	command bochs -q -f bochs.bochsrc -rc bochs.rc </dev/null >>bochs.emulator 2>&1 &
	echo $! >bochs.pid
}

host() {
	need gcc /usr/bin/bochs:bochs /usr/share/bochs/BIOS-bochs-latest:bochsbios \
		/usr/share/vgabios/vgabios.bin:vgabios /usr/lib/ISOLINUX/isolinux.bin:isolinux \
		/usr/lib/syslinux/modules/bios/mboot.c32:syslinux-common xorriso
	# -n: no page alignment, the Multiboot header has to be near the start.
	gcc -m32 -march=i686 -O1 -Wall -Wextra -Werror -ffreestanding -nostdlib -static \
		-fno-pie -no-pie -fno-stack-protector -fcf-protection=none \
		-mgeneral-regs-only -fno-asynchronous-unwind-tables \
		-Wl,-n,-Ttext=0x100000,--build-id=none,--no-warn-rwx-segments \
		-o io.elf "$here/oracle/io.c" || fail "cannot build selftests/oracle/io.c"
	on_qemu
	on_bochs
	wait_exit qemu "$timeout"
	wait_exit bochs "$timeout"
}
