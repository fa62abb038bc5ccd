# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
desc="clones of a guest never draw the same number, once they could know"
tests='sysgenid:*'	# for the programs that come with it; the tests are not run
mem=256
timeout=60

# The guest does what the host says on the rig port.  Whatever asks for the
# generation also makes the kernel handle a VM fork that is pending, so the host
# asks nothing while it measures.  What changes something is done once, also
# where the host repeats the word because it missed the answer.  A read gets an
# end of file while no host is connected.
guest() {
	sys=/sys/class/misc/sysgenid
	dir=/kselftest/sysgenid
	client=
	last=
	head -c 1 /dev/random >/dev/null	# a reseed needs an RNG that is ready
	exec 4<>"$(port)"
	while :; do
		read -r word <&4 || { sleep 0.1; continue; }
		case $word in
		alive) echo alive ;;
		"start "*)
			if [ -z "$client" ]; then
				# Not on the CPU that handles ACPI, so that it draws meanwhile,
				# and always on the same, each of which has its own RNG state.
				taskset 2 $dir/clone_client "${word#start }" \
					</dev/null >/dev/console 2>&1 4>&- &
				client=$!
			fi
			echo 'done'
			;;
		kill) kill -9 "$client"; wait "$client"; echo 'done' ;;
		"ctl "*)
			# shellcheck disable=SC2086
			if [ "$word" = "$last" ] || $dir/sysgenidctl ${word#ctl } >/dev/console; then
				last=$word
				echo 'done'
			else
				echo failed
			fi
			;;
		state)
			echo "$(cat $sys/generation) $(cat $sys/last_reason)" \
				"$($dir/sysgenidctl status | sed -n 's/^prepared: *//p')"
			;;
		end) echo bye; break ;;
		*) echo "what is $word?" ;;
		esac >&4
	done
	plan 1
	if kill -0 "$client" 2>/dev/null; then
		ok "the client still runs"
	else
		not_ok "the client still runs" "it does not"
	fi
}

guid() { printf '%08x-d1d1-4bf6-bf41-b9bb6c91fb87' "$1"; }

# machine NAME ID: the arguments that make it record, and its id.
machine() {
	port=0x403
	for kind in marks values flags; do
		echo "-chardev file,id=$kind,path=$1.$kind"
		echo "-device isa-debugcon,iobase=$port,chardev=$kind"
		port=$(printf '0x%x' $((port + 1)))
	done
	echo "-device vmgenid,guid=$(guid "$2")"
}

# clone NAME FILE ID: a machine from a snapshot; its id is that of the
# original, 1, or another one.
clone() {
	# shellcheck disable=SC2046
	resume "$1" "$2" $(machine "$1" "$3")
}

# drawing NAME [VALUES]: until it has recorded so many more.
drawing() {
	enough=$(($(wc -c <"$1.values") + 8 * ${2:-1000}))
	by=$(($(date +%s) + 30))
	while [ "$(wc -c <"$1.values")" -lt $enough ]; do
		[ "$(date +%s)" -lt "$by" ] || return 1
		sleep 0.1
	done
}

# original NAME MODE [WORD]: a machine in which a client runs, told WORD after
# that, and its snapshot NAME.mem.
original() {
	clone "$1" warm.mem 1 && answers "$1" "start $2" 'done' 10 && drawing "$1" || return 1
	if [ -n "${3:-}" ]; then
		answers "$1" "$3" 'done' 10 && drawing "$1" || return 1
	fi
	snapshot "$1" "$1.mem" && stop_vm "$1"
}

# clones NAME [WORD]: so many clones of NAME.mem, one after the other, each for
# about a second; told WORD after the half of it.  $copies are those that ran.
clones() {
	copies=
	while [ "$(echo "$copies" | wc -w)" -lt "$count" ]; do
		id=$((id + 1))
		copy=$1-$id
		clone "$copy" "$1.mem" $id || return 1
		if [ -n "${2:-}" ]; then
			sleep 0.5
			answers "$copy" "$2" 'done' 10 || return 1
			sleep 0.5
		else
			sleep 1
		fi
		drawing "$copy" 100 || return 1
		stop_vm "$copy"
		copies="$copies $copy"
	done
}

# compared NAME COPY ...: what sysgenid-clone.py finds, as variables; said, too.
compared() {
	line=$(python3 "$here/scenarios/sysgenid-clone.py" "$@") || return 1
	say "${1#*,}: $line"
	eval "$line"
}

# unique: no value of a clone is one of another, or of before.
unique() {
	[ "$duplicates" = 0 ] && [ "$old" = 0 ] && [ "$repeated" = 0 ] && [ "$least" -ge 100 ]
}

# measure_clones NAME MODE [WORD-BEFORE WORD-AFTER]
measure_clones() {
	# shellcheck disable=SC2086
	if ! original "$1" "$2" "${3:-}" || ! clones "$1" "${4:-}" ||
			! compared "$1" $copies; then
		not_ok "$1" "no result"
		return 1
	fi
}

# warm NAME: a machine that has booted, and its snapshot warm.mem.  The firmware
# ran in this one only, so nothing but a client writes to the ports of the others.
warm() {
	# shellcheck disable=SC2046
	qemu "$1" $(machine "$1" 1)
	wait_socket "$1.chan" || :
	if ! answers "$1" alive alive "$timeout"; then
		not_ok "boot of $1" "the guest does not answer"
		return 1
	fi
	if ! snapshot "$1" warm.mem; then
		not_ok "snapshot of $1" "$(cat "$1.qmp")"
		return 1
	fi
	stop_vm "$1"
}

# state NAME GENERATION REASON PREPARED: what the device of a machine says.
state() { [ "$(ask "$1" state)" = "$2 $3 $4" ]; }

# as_before NAME: for 200 values the page has shown the state of the beginning.
as_before() {
	drawing "$1" 400 &&
		[ "$(tail -c 200 "$1.flags" | od -An -v -tu1 -w1 | sort -un)" -eq 0 ]
}

host() {
	count=${SYSGENID_CLONES:-6}
	[ "$variant" != debug ] || count=${SYSGENID_CLONES:-3}
	id=1
	warm a || return 0

	# Who asks the device before each draw.
	if measure_clones fd fd; then
		expect "fd: $pairs pairs, $values values, $duplicates duplicates" unique
		expect "fd: all $count clones have noticed" [ "$noticed" = "$count" ]
	fi
	# What two copies draw that cannot know: the record shows it.
	if clone same1 fd.mem 1 && drawing same1 && stop_vm same1 &&
			clone same2 fd.mem 1 && drawing same2 && stop_vm same2 &&
			compared fd same1 same2; then
		expect "fd, the old id: $duplicates duplicates are seen" [ "$duplicates" -ge 1000 ]
		expect "fd, the old id: nothing is noticed" [ "$noticed" = 0 ]
	else
		not_ok "fd, the old id" "no result"
	fi
	# Clones of a clone.
	if clone deep fd.mem 1001 && drawing deep && snapshot deep deep.mem && stop_vm deep &&
			clone deep1 deep.mem 1002 && drawing deep1 && stop_vm deep1 &&
			clone deep2 deep.mem 1003 && drawing deep2 &&
			compared fd,deep deep1 deep2; then
		expect "fd, clones of a clone: $values values, $duplicates duplicates" unique
		expect "fd, clones of a clone: both have noticed" [ "$noticed" = 2 ]
		expect "fd, clones of a clone: the second generation" state deep2 2 vmfork no
		expect "it ends" answers deep2 end bye
		wait_exit deep2 "$timeout" || :
	else
		not_ok "fd, clones of a clone" "no result"
	fi

	# Who reads the page alone cannot know before the notification is handled.
	if measure_clones page page; then
		ok "page, not prepared: $pairs pairs, $duplicates duplicates, at most $most in one"
		expect "page, not prepared: $late duplicates after noticing" [ "$late" = 0 ]
		expect "page, not prepared: all $count clones have noticed" \
			[ "$noticed" = "$count" ]
	fi

	# The same with a preparation, which nothing but its completion ends.
	if measure_clones prepared page 'ctl prepare -t 60' 'ctl complete bump'; then
		expect "page, prepared: $pairs pairs, $values values, $duplicates duplicates" unique
		expect "page, prepared: all $count clones have noticed" [ "$noticed" = "$count" ]
		if clone origin prepared.mem 1; then
			expect "prepared, the original: it still is" state origin 0 none yes
			expect "prepared, the original: abort" answers origin 'ctl complete abort' 'done'
			expect "prepared, the original: the generation is the old one" \
				state origin 0 none no
			expect "prepared, the original: so is the page" as_before origin
			stop_vm origin
		else
			not_ok "prepared, the original" "no result"
		fi
		if clone forked prepared.mem 1004; then
			expect "prepared, a clone: it still is" state forked 1 vmfork yes
			expect "prepared, a clone: bump" answers forked 'ctl complete bump' 'done'
			expect "prepared, a clone: the second generation" state forked 2 request no
			stop_vm forked
		else
			not_ok "prepared, a clone" "no result"
		fi
	fi
	if clone holder warm.mem 1 && answers holder 'start hold' 'done' &&
			answers holder state '0 none yes' && snapshot holder holder.mem &&
			stop_vm holder && clone orphan holder.mem 1005; then
		expect "held, a clone: it still is" state orphan 1 vmfork yes
		expect "held, a clone: the holder is killed" answers orphan kill 'done'
		expect "held, a clone: abandoned" state orphan 2 abandoned no
		stop_vm orphan
	else
		not_ok "held, a clone" "no result"
	fi

	# The kernel's own numbers, with the series and without it.  Whoever sees the
	# new generation on the page gets others, without a call on the device.
	if measure_clones getrandom getrandom; then
		ok "getrandom: $pairs pairs, $duplicates duplicates, at most $most in one"
		expect "getrandom: $late duplicates after noticing" [ "$late" = 0 ]
		expect "getrandom: all $count clones have noticed" [ "$noticed" = "$count" ]
	fi
	if [ "$variant" = normal ] && [ -e "$build/images/base/bzImage" ]; then
		image=$build/images/base
		! warm base || ! measure_clones getrandom-base getrandom ||
			ok "getrandom, base: $pairs pairs, $duplicates duplicates, at most $most in one"
	fi
	[ -n "$keep" ] || rm -f -- *.marks *.values *.flags
}
