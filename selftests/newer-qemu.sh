# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: GPL-2.0
#
# newer_qemu: a QEMU that knows version 2 of VFIO's migration (8.1 or newer), in the
# directory $newer of build/.  Where the machine's own is older, it comes from the
# backports of the machine's Debian, is unpacked and not installed.
newer_qemu() {
	newer=$build/qemu
	# Scenarios may run beside each other.
	( flock 9 && get_newer_qemu ) 9>"$build/qemu.lock"
}

# libraries_of DIR: of what is unpacked there, for LD_LIBRARY_PATH.
libraries_of() { echo "$1/usr/lib/x86_64-linux-gnu:$1/lib/x86_64-linux-gnu"; }

# new_enough PROGRAM
new_enough() {
	"$1" --version 2>/dev/null | awk '
	/^QEMU emulator version/ { split($4, v, "."); new = v[1] * 100 + v[2] >= 801 }
	END { exit !new }'
}

get_newer_qemu() {
	[ ! -x "$newer/usr/bin/qemu-system-x86_64" ] || return 0
	rm -rf "$newer" "$newer.new"
	if new_enough qemu-system-x86_64; then
		mkdir -p "$newer/usr/bin" "$newer/usr/share"
		ln -s "$(command -v qemu-system-x86_64)" "$newer/usr/bin/"
		return
	fi
	suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)-backports
	say "QEMU 8.1 or newer, from $suite (25 MB) ..."
	a=$build/qemu.apt
	mkdir -p "$newer.new"
	apt_directory "$a" "$suite" deb
	cp /etc/apt/sources.list "$a/parts/own.list" 2>/dev/null || :
	cp /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources "$a/parts/" 2>/dev/null || :
	echo 'Debug::NoLocking "true";' >>"$a/conf"
	{
		timeout 300 apt-get -q -c "$a/conf" update || :
		timeout 600 apt-get -q -y -c "$a/conf" --download-only --no-install-recommends \
			--allow-change-held-packages install -t "$suite" qemu-system-x86
	} </dev/null >"$logs/qemu.log" 2>&1 || {
		say "no newer QEMU: see ${logs#"$top/"}/qemu.log"
		return 1
	}
	for deb in "$a"/archives/*.deb; do
		[ -e "$deb" ] || continue
		dpkg-deb -x "$deb" "$newer.new" || return 1
	done
	if ! LD_LIBRARY_PATH=$(libraries_of "$newer.new") new_enough "$newer.new/usr/bin/qemu-system-x86_64"; then
		say "$suite has no newer QEMU: see ${logs#"$top/"}/qemu.log"
		return 1
	fi
	rm -rf "$a"
	mv "$newer.new" "$newer"
}
