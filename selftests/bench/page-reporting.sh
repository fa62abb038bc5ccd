# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
[ -z "${here:-}" ] || . "$here/balloon.sh"
desc="page faults with and without free page reporting"
variants='normal base'
mem=768
icount=y
timeout=600

# The start of the machine is reported by then; the first faults set up the allocator.
guest() {
	how="not reported"
	! dmesg | grep -q 'Free page reporting enabled' || how=reported
	plan 2
	sleep 60
	for row in 'page_fault2,file,16' 'page_fault1 huge,thp,96'; do
		what=${row#*,}
		/eat faults "${what%,*}" 128 1 >/dev/null
		if measure "${row%%,*}, $how" $((32768 * ${what#*,})) \
				/eat faults "${what%,*}" 128 "${what#*,}"; then
			ok "${row%%,*}"
		else
			not_ok "${row%%,*}" "exit status $?"
		fi
	done
}

host() {
	eat
	for name in without with; do
		if [ $name = with ]; then
			qemu with -device virtio-balloon-pci,free-page-reporting=on
		else
			qemu without -device virtio-balloon-pci
		fi
		wait_exit $name "$timeout" || :
	done
}
