# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="one image of a hibernated guest is resumed twice"
tests='sysgenid:*'	# for the programs that come with it; the tests are not run
mem=512
append=resume=/dev/vda
timeout=120

# Runs up to the write to /sys/power/state in the original, and from there on
# in both resumes.
guest() {
	sys=/sys/class/misc/sysgenid
	dir=/kselftest/sysgenid
	head -c 1 /dev/random >/dev/null	# a reseed needs an RNG that is ready
	mkswap /dev/vda >/dev/null
	swapon /dev/vda
	before=$(cat $sys/generation)
	# On one CPU: each has its own state of the RNG, and a client that is on
	# another one in the other resume would draw other numbers anyway.
	taskset 1 $dir/clone_client getrandom 0x403 </dev/null >/dev/console 2>&1 &
	clients=$!
	taskset 1 $dir/clone_client page 0x406 </dev/null >/dev/console 2>&1 &
	clients="$clients $!"
	sleep 1
	echo shutdown >/sys/power/disk
	resumed=no
	echo disk >/sys/power/state && resumed=yes
	for i in 1 2 3 4; do
		echo "# random $i: $(od -An -N16 -tx1 /dev/urandom)"
	done
	now=$(cat $sys/generation)
	reason=$(cat $sys/last_reason)
	sleep 2
	# shellcheck disable=SC2086
	kill -9 $clients
	plan 2
	if [ $resumed = yes ]; then
		ok "resumed"
	else
		not_ok "resumed" "cannot hibernate"
	fi
	if [ "$before" = 0 ] && [ "$now" = 1 ] && [ "$reason" = vmfork ]; then
		ok "the generation is a new one"
	else
		not_ok "the generation is a new one" "$before before, now $now, $reason"
	fi
}

# machine NAME: with a disk to hibernate to and two records.
machine() {
	truncate -s 1G "$1.disk"
	set -- "$1" -drive "if=none,id=disk,format=raw,file=$1.disk" \
		-device virtio-blk-pci,drive=disk
	port=0x403
	for record in "$1" "$1-page"; do
		for kind in marks values flags; do
			set -- "$@" -chardev "file,id=p$port,path=$record.$kind" \
				-device "isa-debugcon,iobase=$port,chardev=p$port"
			port=$(printf '0x%x' $((port + 1)))
		done
	done
	qemu "$@"
}

# off NAME: the original ends without a marker, which the resumed guest prints.
off() {
	until=$(($(date +%s) + timeout))
	while alive "$1"; do
		[ "$(date +%s)" -lt $until ] || return 1
		sleep 0.2
	done
	stop_vm "$1"
	[ "$(tail -c +4087 "$1.disk" | head -c 9)" = S1SUSPEND ]
}

# unique: no value of a resume is one of the other, or of before.
unique() {
	[ "$duplicates" = 0 ] && [ "$old" = 0 ] && [ "$repeated" = 0 ] && [ "$least" -ge 100 ]
}

# different WHAT SUFFIX: the two resumes have drawn no number twice.
different() {
	line=$(python3 "$here/scenarios/sysgenid-clone.py" "a$2" "b$2" "c$2") ||
		{ not_ok "$1" "no result"; return; }
	say "$1: $line"
	eval "$line"
	expect "$1: $values values, $duplicates duplicates" unique
}

# other_random: none of the lines that the two have read is the same.
other_random() {
	grep -a '^# random' b.results >b.random
	grep -a '^# random' c.results >c.random
	[ "$(wc -l <b.random)" = 4 ] && [ "$(wc -l <c.random)" = 4 ] &&
		! grep -qxFf b.random c.random
}

host() {
	machine a
	if ! off a; then
		not_ok "hibernation" "no image on the disk"
		return
	fi
	for copy in b c; do
		cp --sparse=always a.disk $copy.disk
		machine $copy
		wait_exit $copy "$timeout" || :
		expect "$copy: the RNG is reseeded once" [ "$(grep -ac \
			'crng reseeded due to virtual machine fork' $copy.console)" = 1 ]
	done
	expect "/dev/urandom: different bytes" other_random
	different getrandom ""
	different page -page
	[ -n "$keep" ] || rm -f -- *.disk *.marks *.values *.flags
}
