# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What every tool shares; sourced, not run.  Exit status of the tools:
# 0 done, 1 the work failed, 2 it could not start (wrong argument, missing
# program); 1 and 2 come with one line on standard error that says why.

set -eu
export LC_ALL=C
unset CDPATH
# A git hook that runs a tool means its own repository, the tools mean build/.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_COMMON_DIR GIT_PREFIX

me=tools/$(basename "$0")
top=$(cd "$(dirname "$0")/.." && pwd -P)
build=$top/build		# everything that is made; ignored by git
tree=$build/linux		# the kernel work tree, its own git repository
logs=$build/logs
jobs=$(nproc)
# shellcheck source=tools/base
. "$top/tools/base"

say() { printf '%s\n' "$me: $*" >&2; }
fail() { say "$*"; exit 1; }
refuse() { say "$*"; exit 2; }

# The comment at the head of a tool is its manual: from line 3 to the first
# empty line.
usage() { sed -n '3,/^$/s/^# \{0,1\}//p' "$0"; }

# option ARG: -h and --help print the manual; anything else that no tool knows
# is refused.
option() {
	case $1 in
	-h|--help) usage; exit 0 ;;
	*) refuse "unknown argument '$1'; see $me -h" ;;
	esac
}

# need PROGRAM[:PACKAGE] ...: install the Debian packages of what is missing
# where that is possible without a question, else say what to install.  A
# PROGRAM that starts with / is a file.
need() {
	missing=
	for p in "$@"; do
		case ${p%%:*} in
		/*) [ -e "${p%%:*}" ] || missing="$missing ${p##*:}" ;;
		*) command -v "${p%%:*}" >/dev/null || missing="$missing ${p##*:}" ;;
		esac
	done
	[ -n "$missing" ] || return 0
	# shellcheck disable=SC2086
	missing=$(printf '%s\n' $missing | sort -u | tr '\n' ' ')
	root=
	[ "$(id -u)" = 0 ] || root='sudo -n'
	if ! command -v apt-get >/dev/null || ! $root true 2>/dev/null; then
		refuse "missing programs; install them with: sudo apt-get install --no-install-recommends $missing"
	fi
	say "installing: $missing"
	mkdir -p "$logs"
	# shellcheck disable=SC2086
	{
		$root apt-get -q update &&
		$root env DEBIAN_FRONTEND=noninteractive \
			apt-get -q install -y --no-install-recommends $missing
	} </dev/null >"$logs/install.log" 2>&1 ||
		refuse "cannot install: $missing (see $logs/install.log)"
}

# kgit ARG ...: git on the kernel tree, the same whatever the user configured.
kgit() { GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 git -C "$tree" "$@"; }

# What it takes to build a kernel.
# shellcheck disable=SC2034
kernel_needs="gcc make flex bison bc git perl cpio ccache /usr/include/gelf.h:libelf-dev
	/usr/include/openssl/ssl.h:libssl-dev /usr/include/stdio.h:libc6-dev"
export CCACHE_DIR="${CCACHE_DIR:-$build/ccache}"
export KBUILD_BUILD_TIMESTAMP=2026-01-01 KBUILD_BUILD_USER=quilt KBUILD_BUILD_HOST=quilt

# km DIR OBJ ARG ...: the kernel's make.  The objects are in a directory of
# the tree, so that every path in a command is relative and ccache serves
# several trees.
km() {
	dir=$1
	obj=$2
	shift 2
	make -C "$dir" O="$obj" CC="ccache gcc" HOSTCC="ccache gcc" -j"$jobs" "$@"
}

# topics: the topic folders in the order of `series`.
topics() {
	sed -n 's/^\([a-z0-9][a-z0-9-]*\)\/.*\.patch$/\1/p' "$top/series" | uniq
}

# patches TOPIC: its patches in the order of `series`, relative to patches/.
patches() {
	grep "^$1/" "$top/series" || :
}

# field TOPIC NAME: the value of a `NAME: value` line of the cover letter.
field() {
	sed -n "s/^$2: *//p" "$top/patches/$1/cover-letter" | head -n 1
}

# apt_sources SUITE DIR TYPE: sources of SUITE for apt in DIR, made from the machine's
# own ones: only type (deb or deb-src) and suite are others; mirror, keys and options
# stay.  A security suite comes from where security suites come from.  What has no
# component main is no mirror of Debian.
apt_sources() {
	{
		cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null || :
	} | awk -v new="$1" -v type="$3" '
	$1 == "deb" || $1 == "deb-src" {
		opts = ($2 ~ /^\[/ && match($0, /\[[^]]*\]/)) ? substr($0, RSTART, RLENGTH) " " : ""
		sub(/^[ \t]*deb(-src)?[ \t]+(\[[^]]*\])?/, "")
		split($0, f)
		if ((f[2] ~ /-security|\/updates/) != (new ~ /-security/) || !index($0 " ", " main ")) next
		print type " " opts f[1], new, "main"
	}' | sort -u >"$2/quilt.list"
	for f in /etc/apt/sources.list.d/*.sources; do
		[ ! -f "$f" ] || { cat "$f"; echo; }
	done | awk -v new="$1" -v type="$3" '
	function flush() {
		sec = suites ~ /-security|\/updates/
		main = suites !~ /^( *[^ ]*(-security|\/updates))* *$/
		if (keep != "" && on && components ~ / main / && ((new ~ /-security/) ? sec : main))
			print keep "Types: " type "\nSuites: " new "\nComponents: main\n"
		keep = suites = components = ""
		on = 1
	}
	BEGIN { on = 1 }
	/^#/ { next }
	/^[ \t]*$/ { flush(); next }
	/^[^ \t]/ { name = tolower($1) }
	name ~ /^suites:/ { sub(/^[^ \t]*/, ""); suites = suites " " $0; next }
	name ~ /^components:/ { sub(/^[^ \t]*/, ""); components = components " " $0 " "; next }
	name ~ /^enabled:/ { if (tolower($2) ~ /^(no|false|0|off|without|disable)$/) on = 0; next }
	name ~ /^(types|architectures|targets|languages):/ { next }
	{ keep = keep $0 "\n" }
	END { flush() }' >"$2/quilt.sources"
}

# apt_directory DIR SUITE TYPE: a new DIR for `apt-get -c DIR/conf', with the sources of
# SUITE in DIR/parts.  Nothing of the machine's apt is touched, and none of its hooks is run.
apt_directory() {
	rm -rf "$1"
	mkdir -p "$1/lists/partial" "$1/archives/partial" "$1/parts"
	apt_sources "$2" "$1/parts" "$3"
	cat >"$1/conf" <<-EOF
	#clear APT::Update::Pre-Invoke;
	#clear APT::Update::Post-Invoke;
	#clear APT::Update::Post-Invoke-Success;
	Dir::Etc::SourceList "/dev/null";
	Dir::Etc::SourceParts "$1/parts";
	Dir::State::Lists "$1/lists";
	Dir::Cache::Archives "$1/archives";
	Dir::Cache::pkgcache "";
	Dir::Cache::srcpkgcache "";
	APT::Sandbox::User "root";
	Acquire::http::Timeout "20";
	Acquire::https::Timeout "20";
	Acquire::Retries "2";
	EOF
}
