# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="the bookkeeping of SEV, with a faked secure processor (see sev-shim/fake.c)"
tests='kvm:sev_init2_tests kvm:sev_migrate_tests kvm:sev_misc_cg_test'
modules=kvm_amd_sev_shim
# KVM reports no CPUID leaf that the CPU lacks, whatever it says about SEV.
devices='-cpu EPYC,+svm,+npt,xlevel=0x8000001f'
mem=2048
timeout=600
threads=single

host() {
	# The kernel's own headers: those of the machine may be older.
	gcc -static -O1 -Wall -Wextra -Werror -isystem "$tree/obj/usr/include" \
		-o sevctl "$here/sev-shim/sevctl.c" || fail "cannot build selftests/sev-shim/sevctl.c"
	echo sevctl | cpio -o -H newc -R 0:0 --quiet >>initrd
	qemu guest
	wait_exit guest "$timeout"
}

# load [PARAMETER=VALUE ...]: the module anew; 4 ASIDs for SEV-ES, 10 for SEV.
load() {
	modprobe -r kvm_amd_sev_shim
	modprobe kvm_amd_sev_shim "$@"
}

# charged DIR ...: what is in use there, on one line.
charged() { for c; do grep -H -v ' 0$' "$c/misc.current"; done | xargs; }

# left: what earlier VMs left behind.  A charge that is never returned holds its cgroup.
left() { charged .; grep nr_dying_subsys_misc cgroup.stat; }

# sevctl: a script on standard input in /sys/fs/cgroup, with the empty cgroups a and b;
# /shim has the parameters of the module.  It fails where the script does, or leaves a
# charge or a cgroup behind, or other than $guests guests in the firmware.
sevctl() {
	before=$(left)
	mkdir a b
	"${by:-/sevctl}"
	bad=$?
	charged a b | grep . && bad=1
	rmdir a b
	for _ in $(seq 30); do
		[ "$(left)" = "$before" ] && break
		sleep 0.3
	done
	[ "$(left)" = "$before" ] || { left; bad=1; }
	left=$(cat /shim/nr_guests)
	[ "$left" = "$guests" ] || { echo "nr_guests $left"; bad=1; }
	return $bad
}

# is NAME GOT WANT
is() {
	if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "got '$2', want '$3'"; fi
}

guests=0

capacity() { xargs <misc.capacity; }

# repeat COUNT LINE ...: lines with @ for a number from 1 to COUNT.
repeat() {
	count=$1
	shift
	for i in $(seq "$count"); do
		printf '%s\n' "$@" | sed "s/@/$i/g"
	done
}

# A VM with a mirror, from its creation to its end, and in front of each command which
# calls to the firmware it makes.
sequence='
	- write a/cgroup.procs 0
	- vm o 0
	- vm d 0
	- vm m 0
	1 esinit o
	- region o
	- vcpu o
	- vcpu d
	2-3 start o
	4 update o
	5 vmsa o
	6 measure o
	7 finish o
	8 status o
	- mirror m o
	- vcpu m
	- write b/cgroup.procs 0
	- move d o
	9 status m
	- close o
	- close d
	10-11 close m'

# script NTH: the sequence with this call failing, or none where it is 0.  What is done
# before must succeed, and what fails has to say so.
script() {
	echo "$sequence" | awk -v nth="$1" '
	BEGIN { print "write /shim/fail_nth " nth }
	{
		n = split($1, call, "-")
		sub(/^[ \t]*[^ \t]* /, "")
		if (call[1] != "" && call[1] <= nth && nth <= call[n])
			failed = 1
		else if (failed)
			result = " = ?"
		print $0 (failed && !result && $1 != "close" ? " = EIO" : result)
	}'
}

# faults: each of the calls failing once.  Nothing may be left afterwards.
faults() {
	for nth in 1 2 3 4 5 6 7 8 9 10 11 12; do
		load
		# Nobody can do anything about a DEACTIVATE or a DECOMMISSION that fails:
		# the firmware keeps the guest, KVM does not.
		guests=$((nth == 10 || nth == 11))
		script $nth | sevctl || { echo "when call $nth fails"; return 1; }
		# There are 11 of them.
		[ "$(cat /shim/fail_nth)" = $((nth == 12)) ] ||
			{ echo "not reached: call $nth"; return 1; }
		script 0 | sevctl || { echo "after call $nth failed"; return 1; }
	done
	guests=0
}

# allocations: those of the module in the sequence, each failing once, in processes of
# their own.  The kernel has to be able to, which is that with fault injection.
allocations() {
	# shellcheck disable=SC2046
	set -- $(grep '^kvm_amd_sev_shim ' /proc/modules)
	for f in failslab fail_page_alloc; do
		echo N >"/sys/kernel/debug/$f/ignore-gfp-wait"
		echo 0 >"/sys/kernel/debug/$f/verbose"
		echo "$6" >"/sys/kernel/debug/$f/require-start"
		printf '0x%x\n' $(($6 + $2)) >"/sys/kernel/debug/$f/require-end"
	done
	script 0 | sed '1d; s/$/ = ?/' >/tmp/sequence
	most=100000
	rest=$({
		echo "write /proc/self/fail-nth $most"
		cat /tmp/sequence
		echo 'read /proc/self/fail-nth = ?'
	} | /sevctl -v | sed -n 's/^read .*: //p')
	nth=1
	while [ "$nth" -le $((most - rest)) ]; do
		{ echo "write /proc/self/fail-nth $nth"; cat /tmp/sequence; } | /sevctl ||
			{ echo "when allocation $nth fails"; return 1; }
		charged . a b | grep . && { echo "after allocation $nth failed"; return 1; }
		nth=$((nth + 1))
	done
	echo "$nth"
	[ "$nth" -gt 50 ]
}

guest() {
	mknod /dev/sev c 1 3
	ln -s /sys/module/kvm_amd_sev_shim/parameters /shim
	cd /sys/fs/cgroup || return
	echo +misc >cgroup.subtree_control
	kselftests
	if [ -e /sys/kernel/debug/fail_page_alloc ]; then plan 22; else plan 21; fi
	is "the kselftests leave nothing charged" "$(charged .)" ""
	is "the kselftests leave no guest in the firmware" "$(cat /shim/nr_guests)" 0

	# The ranges of ASIDs.
	load
	is "the capacities are those of CPUID" "$(capacity)" "sev 10 sev_es 4"
	load sev_es=0
	is "no capacity of SEV-ES where that is off" "$(capacity)" "sev 10"
	load min_asid=15
	is "no capacity of SEV where SEV-ES has all ASIDs" "$(capacity)" "sev_es 14"
	inner "an SEV-ES VM moves where SEV has no ASID" sevctl <<-END
	vm s 0
	init s = ENOTTY
	write a/cgroup.procs 0
	esinit s
	vm d 0
	write b/cgroup.procs 0
	move d s
	read a/misc.current = sev_es 0
	read b/misc.current = sev_es 1
	END

	# The firmware that does not start.
	load fail_init=-5
	is "no capacity without firmware" "$(capacity)" ""
	inner "the first VM after it starts brings the capacity" sevctl <<-END
	vm v 0
	init v = EIO
	vm w 2
	init2 w = EIO
	read misc.capacity =
	write /shim/fail_init 0
	init v
	read misc.capacity = sev 10, sev_es 4
	init2 w
	END
	modprobe -r kvm_amd_sev_shim
	is "no capacity without the module" "$(capacity)" ""
	load
	inner "a VM that leaves an ASID to be flushed" sevctl <<-END
	vm v 0
	init v
	write /shim/fail_flush -5
	END
	modprobe -r kvm_amd_sev_shim
	is "nor when the last flush failed" "$(capacity)" ""
	load
	inner "a firmware that does not start costs no ASID" sevctl <<-END
	write /shim/fail_init -5
	$(repeat 10 'vm v 0' 'init v = EIO' 'close v')
	write /shim/fail_init 0
	$(repeat 10 'vm v@ 0' 'init v@')
	read /shim/nr_flush = 0
	END

	# The ASIDs, of which each needs a flush before it is used again.
	load
	inner "one flush serves all SEV ASIDs" sevctl <<-END
	$(repeat 25 'vm v 0' 'init v' 'start v' 'close v')
	read /shim/nr_flush = 2
	END
	load
	inner "one flush serves all SEV-ES ASIDs" sevctl <<-END
	$(repeat 9 'vm v 0' 'esinit v' 'start v' 'close v')
	read /shim/nr_flush = 2
	END
	load
	inner "the 11th VM is refused until another one goes" sevctl <<-END
	$(repeat 10 'vm v@ 0' 'init v@')
	vm w 0
	init w = EBUSY
	read misc.current = sev 10, sev_es 0
	close v3
	init w
	read /shim/nr_flush = 1
	END
	load
	inner "a VM whose ASID cannot be flushed is not charged" sevctl <<-END
	$(repeat 10 'vm v 0' 'init v' 'close v')
	write /shim/fail_flush -5
	write a/cgroup.procs 0
	vm w 0
	init w = EBUSY
	read misc.current = sev 0, sev_es 0
	write /shim/fail_flush 0
	init w
	read misc.current = sev 1, sev_es 0
	read /shim/nr_flush = 2
	END

	# What a VM gets with the context: see `destroyed' in fake.c.
	load
	inner "a VM of type SEV runs after a move" sevctl <<-END
	vm s 2
	init2 s
	vm d 2
	vcpu d
	run d = EINVAL
	move d s
	run d
	init2 d = EINVAL
	END
	# KVM_SEV_ES_INIT has version 1 of the GHCB, INIT2 has 2 unless it asks for 1.
	for init in '0 esinit 0 1' '3 init2 0 2' '3 init2 1 1'; do
		# shellcheck disable=SC2086
		set -- $init
		load
		inner "the context and the mirror of $2 $3 have GHCB version $4" sevctl <<-END
		vm s $1
		$2 s $3
		vm d $1
		move d s
		close d
		read /shim/destroyed = asid=1 es=1 ghcb=$4 need_init=0 charged=1 mirror=0
		vm o $1
		$2 o $3
		vm m $1
		mirror m o
		close m
		read /shim/destroyed = asid=2 es=1 ghcb=$4 need_init=0 charged=0 mirror=1
		END
	done

	inner "no failing command leaves anything behind" faults
	load
	by=allocations
	[ ! -e /sys/kernel/debug/fail_page_alloc ] || inner "nor does a failing allocation" sevctl
}
