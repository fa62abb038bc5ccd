# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="a guest with a vmgenid device is snapshotted and resumed as clones"
mem=256
timeout=60
rounds=20

# The guest answers words of the host on the rig port; what it sees itself it
# reports as KTAP at the end.  A read gets an end of file while no host is connected.
guest() {
	driver=/sys/bus/platform/drivers/vmgenid
	device=$(basename "$driver"/QEMUVGID*)
	results=
	old=
	head -c 1 /dev/random >/dev/null	# the RNG reports a fork once it is ready
	exec 4<>"$(port)"
	while :; do
		read -r word <&4 || { sleep 0.1; continue; }
		case $word in
		alive) echo alive ;;
		reseeds) dmesg | grep -c 'crng reseeded due to virtual machine fork' ;;
		random) draw ;;
		unbind) echo "$device" >$driver/unbind && echo 'done' || echo failed ;;
		bind) echo "$device" >$driver/bind && echo 'done' || echo failed ;;
		bound) [ -e "$driver/$device" ] && echo yes || echo no ;;
		note)
			# The clone must not go on with what its original would draw.
			new=$(draw)
			[ -n "$new" ] && [ "$new" != "$old" ] && results="$results ok" ||
				results="$results bad"
			old=$new
			echo "$new"
			;;
		end) echo bye; break ;;
		*) echo "what is $word?" ;;
		esac >&4
	done
	# shellcheck disable=SC2086
	set -- $results
	plan $#
	for r; do
		if [ "$r" = ok ]; then
			ok "round $((n + 1)): new random bytes"
		else
			not_ok "round $((n + 1)): new random bytes" "$r"
		fi
	done
}

# One write, as all answers of the guest: the host reads on until there is a line.
draw() { printf '%s\n' "$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"; }

guid() { printf '%08x-d1d1-4bf6-bf41-b9bb6c91fb87' "$1"; }
vmgenid() { echo "-device vmgenid,guid=$(guid "$1")"; }

# reseeded NAME COUNT: exactly so many fork reseeds, now and a moment later.
reseeded() {
	answers "$1" reseeds "$2" 20 && sleep 1 && answers "$1" reseeds "$2" 1
}

# differ NAME OTHER: both draw, but not the same.
differ() { drawn=$(ask "$1" random) && other=$(ask "$2" random) && [ "$drawn" != "$other" ]; }

host() {
	# shellcheck disable=SC2046
	qemu a $(vmgenid 1)
	wait_socket a.chan
	if ! answers a alive alive "$timeout"; then
		not_ok "boot" "the guest does not answer"
		return
	fi
	expect "no reseed before any clone" reseeded a 0

	# Two clones of one snapshot, each with its own id, and one with the old id.
	if ! snapshot a a.mem; then
		not_ok "snapshot" "$(cat a.qmp)"
		return
	fi
	stop_vm a
	for c in b:2 c:3; do
		# shellcheck disable=SC2046
		resume "${c%:*}" a.mem $(vmgenid "${c#*:}")
		expect "clone ${c%:*} reseeds once" reseeded "${c%:*}" 1
	done
	expect "clones b and c draw different bytes" differ b c
	stop_vm b
	# shellcheck disable=SC2046
	resume same a.mem $(vmgenid 1)
	sleep 1
	expect "a resume with the old id does not reseed" reseeded same 0
	stop_vm same

	# A clone that starts unbound has no handler that could run.
	expect "unbind" answers c unbind 'done'
	expect "snapshot unbound" snapshot c c.mem
	stop_vm c
	# shellcheck disable=SC2046
	resume unbound c.mem $(vmgenid 4)
	sleep 1
	expect "a new id while unbound: no reseed, no fault" reseeded unbound 1
	expect "bind after that" answers unbound bind 'done'
	expect "it is bound" answers unbound bound yes

	# Every round clones the clone before.
	last=unbound
	count=1
	while [ $count -le $rounds ]; do
		if ! answers "$last" unbind 'done' || ! answers "$last" bind 'done'; then
			not_ok "round $count: unbind and bind" "$(cat "$last.answer")"
			break
		fi
		if ! snapshot "$last" last.mem; then
			not_ok "round $count: snapshot" "$(cat "$last.qmp")"
			break
		fi
		stop_vm "$last"
		# shellcheck disable=SC2046
		resume "r$count" last.mem $(vmgenid $((100 + count)))
		last=r$count
		expect "round $count: unbind, bind, clone: one reseed" reseeded "$last" $((count + 1))
		ask "$last" note >/dev/null || { not_ok "round $count" "no answer"; break; }
		count=$((count + 1))
	done
	answers "$last" end bye || not_ok "end" "no answer"
	wait_exit "$last" "$timeout" || :
}
