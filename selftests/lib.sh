# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2094
#
# Host helpers of the rig, for the host() function of a scenario.  The current
# directory is the log directory of the scenario; a virtual machine has a NAME
# and these files: NAME.console (kernel messages), NAME.results (KTAP of the
# guest), NAME.mon (monitor), NAME.chan (virtio-serial port), NAME.pid,
# NAME.end (how it ended).

# started NAME: the files that every machine has.
started() {
	: >"$1.console"
	: >"$1.results"
	echo running >"$1.end"
}

# qemu NAME [ARG ...]: start a machine in the background.
qemu() {
	vm=$1
	shift
	started "$vm"
	# shellcheck disable=SC2086,SC2154
	qemu-system-x86_64 -machine q35 $accel -cpu EPYC,+svm,+npt \
		-smp "$smp" -m "$mem" -nographic -no-reboot -nodefaults -rtc clock=vm \
		-kernel "$image/bzImage" -initrd initrd \
		-append "console=ttyS0,115200 panic=-1 $append" \
		-chardev "file,id=console,path=$vm.console" -serial chardev:console \
		-chardev "file,id=results,path=$vm.results" -serial chardev:results \
		-qmp "unix:$vm.mon,server=on,wait=off" \
		-device virtio-serial-pci \
		-chardev "socket,id=chan,path=$vm.chan,server=on,wait=off" \
		-device virtserialport,chardev=chan,name=rig \
		$devices "$@" </dev/null >"$vm.emulator" 2>&1 &
	echo $! >"$vm.pid"
}

# bochs NAME: the same kernel and initramfs, from an isolinux CD image.
# Two warnings at boot, of the base as well, come from Bochs' CPUID; these and no other.
bochs() {
	# shellcheck disable=SC2034 # selftests/run reads it
	allow='(topology_common.c:[0-9]+ parse_legacy|fpu/xstate.c:[0-9]+ fpu__init_system_xstate)\+'
	mkdir -p "$1.cd"
	cp "$image/bzImage" "$1.cd/bzimage"
	cp initrd "$1.cd/initrd"
	bochs_cd "$1" bzimage "initrd=initrd console=ttyS0,115200 panic=-1 lpj=1000000 tsc=reliable $append"
}

# bochs_cd NAME KERNEL ARGUMENTS: boot what NAME.cd has, and the modules of isolinux.
# Bochs has no monitor and no virtio; $mem is in MiB.
bochs_cd() {
	vm=$1
	# Scenarios may run beside each other.
	# shellcheck disable=SC2154
	exec 9>"$logs/need.lock"
	flock 9
	need /usr/bin/bochs:bochs /usr/share/bochs/BIOS-bochs-latest:bochsbios \
		/usr/share/vgabios/vgabios.bin:vgabios /usr/lib/ISOLINUX/isolinux.bin:isolinux \
		/usr/lib/syslinux/modules/bios/ldlinux.c32:syslinux-common xorriso
	exec 9>&-
	started "$vm"
	cp /usr/lib/ISOLINUX/isolinux.bin "$vm.cd"
	for c32 in ldlinux libcom32 mboot; do
		cp "/usr/lib/syslinux/modules/bios/$c32.c32" "$vm.cd"
	done
	cat >"$vm.cd/isolinux.cfg" <<-EOF
	default rig
	prompt 0
	label rig
	kernel $2
	append $3
	EOF
	xorriso -as mkisofs -quiet -o "$vm.iso" -b isolinux.bin -c boot.cat \
		-no-emul-boot -boot-load-size 4 -boot-info-table "$vm.cd" >"$vm.emulator" 2>&1
	cat >"$vm.bochsrc" <<-EOF
	display_library: rfb, options="timeout=0"
	megs: $mem
	romimage: file=/usr/share/bochs/BIOS-bochs-latest
	vgaromimage: file=/usr/share/vgabios/vgabios.bin
	cpu: model=corei7_skylake_x, count=1, ips=100000000, reset_on_triple_fault=0
	ata0-master: type=cdrom, path=$vm.iso, status=inserted
	boot: cdrom
	com1: enabled=1, mode=file, dev=$vm.console
	com2: enabled=1, mode=file, dev=$vm.results
	clock: sync=none, time0=local
	log: $vm.bochslog
	EOF
	echo c >"$vm.rc"
	command bochs -q -f "$vm.bochsrc" -rc "$vm.rc" </dev/null >>"$vm.emulator" 2>&1 &
	echo $! >"$vm.pid"
}

# converse SOCKET FILE REGEX COUNT SECONDS: send standard input, keep the
# connection until FILE, which gets the answer, has COUNT lines that match.
converse() {
	: >"$2"
	{
		cat
		until=$(($(date +%s) + $5))
		while [ "$(grep -Ec -- "$3" "$2")" -lt "$4" ] && [ "$(date +%s)" -lt "$until" ]; do
			sleep 0.1
		done
	} | socat -t 0.1 - "UNIX-CONNECT:$1" >"$2" 2>>"$2.error"
	[ "$(grep -Ec -- "$3" "$2")" -ge "$4" ]
}

# hmp NAME COMMAND: run a command of QEMU's human monitor; the answer is in NAME.qmp.
hmp() {
	command=$(printf '%s' "$2" | sed 's/["\\]/\\&/g')
	printf '%s\n' '{"execute":"qmp_capabilities"}' \
		'{"execute":"human-monitor-command","arguments":{"command-line":"'"$command"'"}}' |
		converse "$1.mon" "$1.qmp" '"(return|error)":' 2 60
}

# hmp_until NAME COMMAND REGEX: repeat a command until its answer matches.
hmp_until() {
	by=$(($(date +%s) + 60))
	until hmp "$1" "$2" && grep -Eq -- "$3" "$1.qmp"; do
		[ "$(date +%s)" -lt "$by" ] || return 1
		sleep 0.1
	done
}

# ask NAME WORD [SECONDS]: send a word to the guest's rig port and print its answer, one line.
ask() {
	printf '%s\n' "$2" | converse "$1.chan" "$1.answer" . 1 "${3:-60}" && tr -d '\r' <"$1.answer"
}

# answers NAME WORD ANSWER [SECONDS]: until the guest gives this answer.
answers() {
	by=$(($(date +%s) + ${4:-60}))
	until [ "$(ask "$1" "$2")" = "$3" ]; do
		[ "$(date +%s)" -lt "$by" ] || return 1
		sleep 0.2
	done
}

# snapshot NAME FILE: stop the machine and write its state to a file.
snapshot() {
	hmp "$1" stop && hmp "$1" "migrate \"exec:cat >$2\"" &&
		hmp_until "$1" 'info migrate' 'Migration status: completed'
}

# resume NAME FILE [ARG ...]: a new machine from a snapshot.
resume() {
	name=$1
	file=$2
	shift 2
	: >"$name.resumed"
	qemu "$name" -incoming "exec:cat $file" "$@"
	# `paused (inmigrate)` is a state that is still being read.
	wait_socket "$name.mon" && hmp_until "$name" 'info status' 'VM status: paused[^ ]' &&
		hmp "$name" cont
}

# wait_socket FILE: until an emulator that was just started listens on it.
wait_socket() {
	by=$(($(date +%s) + 60))
	until [ -S "$1" ]; do
		alive "${1%.*}" && [ "$(date +%s)" -lt "$by" ] || return 1
		sleep 0.2
	done
}

alive() { [ -e "$1.pid" ] && kill -0 "$(cat "$1.pid")" 2>/dev/null; }

# wait_line FILE REGEX SECONDS: until FILE has a line that matches.
wait_line() {
	until=$(($(date +%s) + $3))
	until grep -Eq -- "$2" "$1" 2>/dev/null; do
		[ "$(date +%s)" -lt "$until" ] || return 1
		sleep 0.2
	done
}

# wait_exit NAME SECONDS: until the machine powers itself off; it is killed
# when it does not.  Its end marker is expected (see judge).
wait_exit() {
	until=$(($(date +%s) + $2))
	while alive "$1"; do
		if [ "$(date +%s)" -ge "$until" ]; then
			stop_vm "$1"
			echo "time-out after $2 s" >"$1.end"
			return 1
		fi
		sleep 0.2
	done
	wait "$(cat "$1.pid")" 2>/dev/null || :
	rm "$1.pid"
	echo exited >"$1.end"
}

# stop_vm NAME: kill a machine on purpose; no end marker is expected of it.
stop_vm() {
	kill -9 "$(cat "$1.pid")" 2>/dev/null || :
	wait "$(cat "$1.pid")" 2>/dev/null || :
	rm "$1.pid"
	echo stopped >"$1.end"
}

# copy_libraries DIR [PREFIX]: the libraries that ldd has named on standard input, to where
# they are without PREFIX, below DIR.
copy_libraries() {
	sed -n 's/^.*[ 	]\(\/[^ ]*\) (0x[0-9a-f]*)$/\1/p' | sort -u | while read -r lib; do
		to=$1${lib#"${2-}"}
		mkdir -p "${to%/*}"
		[ -e "$to" ] || cp -L "$lib" "$to"
	done
}

# rss NAME: resident memory of the emulator in KiB.
rss() {
	sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$(cat "$1.pid")/status"
}

# ok NAME, not_ok NAME WHY, skip NAME WHY: a result that the host judges.
ok() { printf 'ok - %s\n' "$1" >>host.ktap; }
not_ok() { printf 'not ok - %s # %s\n' "$1" "$2" >>host.ktap; }
skip() { printf 'ok - %s # SKIP %s\n' "$1" "$2" >>host.ktap; }

# expect NAME COMMAND [ARG ...]: a result from a command's exit status.
expect() {
	what=$1
	shift
	if "$@"; then ok "$what"; else not_ok "$what" "failed: $*"; fi
}

# For a scenario whose results have to fail on the base: $reasons has a line NAME=REGEX
# for each of these, and said NAME prints what was said of it if it failed.

# as_stated: the verdict on each of $reasons.
# shellcheck disable=SC2154
as_stated() {
	echo "$reasons" | sed '/^$/d' | while IFS='=' read -r name why; do
		if said "$name" | grep -aqE -- "$why"; then
			printf 'pass\t%s\tfails as stated: %s\n' "$name" "$why"
		else
			printf 'fail\t%s\tdoes not fail, or not for the stated reason: %s\n' \
				"$name" "$why"
		fi
	done
}

# printed PREFIX WORD NAME: what the guest printed before its result NAME and after the one
# before that.  Results are the lines that begin with PREFIX; this one begins with WORD then,
# a regular expression.
printed() {
	tr -d '\r' <guest.results | prefix=$1 word=$2 name=$3 awk '
	$0 ~ "^" ENVIRON["prefix"] "(not )?ok [0-9]" {
		wanted = $0 ~ "^" ENVIRON["prefix"] ENVIRON["word"] " "
		sub(/^(# )?(not )?ok [0-9]+ */, "")
		sub(/ *# .*/, "")
		if (wanted && $0 == ENVIRON["name"]) {
			printf "%s", text
			exit
		}
		text = ""
		next
	}
	{ text = text $0 "\n" }'
}

# case_said NAME: as said, of a case of a kselftest.
case_said() { printed '# ' 'not ok' "$1"; }

# other_cases [REGEX]: the verdict on all other cases: none fails, and none is skipped for
# a reason that does not match.  With what is wrong with the machine itself.
other_cases() {
	tr -d '\r' <guest.results | sed -n 's/^# \(\(not \)\{0,1\}ok\) [0-9][0-9]* */\1 /p' >cases
	sed -n 's/^not ok //p' cases | while read -r name; do
		echo "$reasons" | grep -qF "$name=" ||
			printf 'fail\t%s\tfails, and no reason is stated for the base\n' "$name"
	done
	# With the name after the word or before it.
	sed -n -e 's/^ok # SKIP \([^:]*\): */\1	/p' -e 's/^ok \([^#].*\) # SKIP /\1	/p' cases |
		grep -avE "	.*(${1:-^$})" | sed 's/^/fail	/; s/$/: skipped/' || :
	# A program that ended in another way than with results that fail.
	grep '^fail	' raw | grep -vE '	(exit=1|SKIP that .*)$' || :
	tr -d '\r' <guest.results | awk -v got="$(wc -l <cases)" '
	/^# 1\.\.[0-9]/ { n += substr($2, 4) }
	END { if (n != got) printf "fail\tguest\tits tests planned %d results, got %d\n", n, got }'
}
