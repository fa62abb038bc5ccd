# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="charges of the misc controller by depth, and moves between siblings"
variants='normal base'
modules=misc_bench
mem=512
icount=y

# One write is one run of the module's loop; the shell is started before.
write() { echo "$2" >"/sys/module/misc_bench/parameters/$1"; }

row() {
	if measure "$1" 100000 write "$2" 100000; then ok "$1"; else not_ok "$1" "$2"; fi
}

# A move and its way back are one operation.
guest() {
	plan 12
	cd /sys/fs/cgroup || return
	for depth in 1 2 4 8 16 32; do
		while [ "$(pwd | tr -cd / | wc -c)" -lt $((depth + 3)) ]; do
			echo +misc >cgroup.subtree_control
			mkdir d sibling
			cd d || return
		done
		echo $$ >cgroup.procs
		row "charge and uncharge, depth $depth" pairs
		write from 1
		echo $$ >../sibling/cgroup.procs
		row "move to a sibling and back, depth $depth" moves
		echo $$ >/sys/fs/cgroup/cgroup.procs
	done
}
