#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Tests of tools/fetch: KTAP on standard output, exit status 1 if one fails.
#
# A copy of the tools runs on a tiny tree that stands for the kernel; programs
# that would reach the network are replaced by ones that fail, hang or deliver.

set -u
top=$(cd "$(dirname "$0")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset LINUX_SRC
export XDG_CACHE_HOME="$work/cache" HOME="$work"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
repo=$work/repo
fetch=$repo/tools/fetch
orig=linux_6.12.107.orig.tar.xz
path=$PATH
# shellcheck source=selftests/tap.sh
. "$top/selftests/tap.sh"

# A kernel of five files, one of which Debian drops.
kernel=$work/linux-6.12.107
mkdir -p "$kernel/drivers/video/fbdev/nvidia" "$repo/tools" "$work/bin"
printf 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 107\nEXTRAVERSION =\n' >"$kernel/Makefile"
echo '*.o' >"$kernel/.gitignore"
echo 'ignored, but part of the tree' >"$kernel/tool.o"
printf 'a\r\n' >"$kernel/dos"
echo dropped >"$kernel/drivers/video/fbdev/nvidia/nv.c"
head -c 300000 /dev/urandom >"$kernel/large"
(cd "$work" && tar -cJf "$orig" linux-6.12.107)
git -c init.defaultBranch=x init -q "$work/hash"
(cd "$kernel" && tar -c --exclude=./drivers .) | tar -x -C "$work/hash"
git -C "$work/hash" add -A -f
tree=$(git -C "$work/hash" write-tree)

cp "$top"/tools/* "$repo/tools/"
sed -e "s/^BASE_TREE=.*/BASE_TREE=$tree/" \
	-e "s/^BASE_ORIG_SHA256=.*/BASE_ORIG_SHA256=$(sha256sum <"$work/$orig" | cut -d' ' -f1)/" \
	"$top/tools/base" >"$repo/tools/base"

# stub NAME: a program for the next run, its body on standard input.
stub() {
	{ echo '#!/bin/sh'; cat; } >"$work/bin/$1"
	chmod +x "$work/bin/$1"
}

# fresh: nothing fetched, nothing cached, no network.
fresh() {
	rm -rf "$repo/build" "$work/cache" "$work/shared"
	for p in curl wget apt-get; do
		echo 'echo "no network" >&2; exit 6' | stub $p
	done
}

# run STATUS [ARG ...]: run fetch; its exit status must be STATUS.
run() {
	want=$1
	shift
	PATH=$work/bin:$path "$fetch" "$@" >"$work/out" 2>&1
	got=$?
	[ $got = "$want" ] || { echo "# exit status $got, not $want"; return 1; }
}

says() { grep -q -- "$1" "$work/out" || { echo "# does not say: $1"; return 1; }; }
made() { [ "$(git -C "$repo/build/linux" rev-parse 'base^{tree}' 2>/dev/null)" = "$tree" ]; }
# Nothing half-made: build/ is empty or not there, but for logs.
nothing() { [ -z "$(find "$repo/build" -mindepth 1 ! -name logs 2>/dev/null)" ]; }

echo "1..21"

fresh
run 2 --nonsense && says 'unknown argument' && nothing
result $? "unknown argument"

fresh
run 1 --from "$work/absent" && says 'no directory, no tarball' && ! grep -q 'kernel.org' "$work/out" && nothing
result $? "--from names nothing: no other source is asked"

fresh
run 0 --from "$kernel" && made && [ ! -e "$repo/build/linux/drivers/video/fbdev/nvidia" ] && [ -e "$repo/build/linux/tool.o" ]
result $? "--from a directory; dropped paths are dropped, ignored files kept"

run 0 && says 'holds linux 6.12.107'
result $? "a second run keeps what is there"

git -C "$repo/build/linux" -c user.name=x -c user.email=x commit -q --allow-empty -m x
git -C "$repo/build/linux" rm -q --cached Makefile
git -C "$repo/build/linux" -c user.name=x -c user.email=x commit -q --amend -m x
run 1 && says 'move it away' && [ -d "$repo/build/linux" ]
result $? "a build/linux with another base is refused and kept"

fresh
rm -rf "$work/clone"
cp -R "$kernel" "$work/clone"
git -C "$work/clone" -c init.defaultBranch=x init -q
git -C "$work/clone" add -A -f
git -C "$work/clone" -c user.name=x -c user.email=x commit -q -m x
git -C "$work/clone" -c tag.gpgSign=false tag v6.12.107
echo later >"$work/clone/large"
run 0 --from "$work/clone" && made
result $? "--from a clone: its tag, not its work tree"

fresh
mkdir -p "$work/.config/git"
echo '* text eol=crlf' >"$work/.config/git/attributes"
XDG_CONFIG_HOME=$work/.config GIT_INDEX_FILE=$work/other-index run 0 --from "$kernel" &&
	made && [ ! -e "$work/other-index" ]
result $? "the user's git attributes and a git hook's environment change nothing"

fresh
LINUX_SRC=$work/absent run 1 --port && says 'Tried:'
result $? "\$LINUX_SRC is not for --port"

fresh
LINUX_SRC=$work/$orig run 0 && made && [ -f "$work/cache/linux-quilt/$orig" ]
result $? "\$LINUX_SRC, a tarball; it is kept in the cache"

rm -rf "$repo/build"
run 0 && made && says 'from cache'
result $? "a full second run from the cache, without a network"

rm -rf "$repo/build"
head -c 100000 "$work/$orig" >"$work/cache/linux-quilt/$orig"
run 1 && says 'was damaged' && nothing && [ ! -e "$work/cache/linux-quilt/$orig" ]
result $? "a cut-off tarball in the cache is removed"

fresh
head -c 100000 "$work/$orig" >"$work/short.tar.xz"
run 1 --from "$work/short.tar.xz" && says 'cut off' && nothing
result $? "a cut-off tarball"

fresh
echo "no kernel" >"$work/text"
run 1 --from "$work/text" && says 'no tarball' && nothing
result $? "a file that is no tarball"

fresh
rm -rf "$work/other"
cp -R "$kernel" "$work/other"
sed -i 's/^SUBLEVEL = .*/SUBLEVEL = 106/' "$work/other/Makefile"
(cd "$work" && tar -cJf other.tar.xz other)
run 1 --from "$work/other.tar.xz" && says 'expected linux 6.12.107, found linux 6.12.106' && nothing
result $? "a wrong version"

fresh
rm -rf "$work/changed"
cp -R "$kernel" "$work/changed"
echo changed >"$work/changed/large"
(cd "$work" && tar -cJf changed.tar.xz changed)
run 1 --from "$work/changed.tar.xz" && says "expected tree $tree, found" && nothing
result $? "the right version with other content"

fresh
mkdir -p "$work/shared/linux"
cp "$work/changed.tar.xz" "$work/shared/linux/$orig"
(cd "$work" && tar -czf served linux-6.12.107)	# not the tarball with the known sum
stub curl <<EOF
case " \$* " in *" -I "*) exit 0 ;; esac
while [ \$# -gt 1 ]; do [ "\$1" != -o ] || out=\$2; shift; done
cp "$work/served" "\$out"
EOF
run 0 && made && says 'expected tree' && says 'from kernel.org'
result $? "a wrong tarball beside the repository: the next source is used"

rm -rf "$repo/build" "$work/shared" "$work/bin/curl"
run 0 && made && says 'from cache'
result $? "what came from kernel.org is kept in the cache, too"

fresh
run 1 && says 'Tried:' && says 'cache: ' && says 'shared/linux: ' && says 'kernel.org: ' &&
	says 'Debian: ' && says 'Ways out' && nothing
result $? "no source can be reached"

fresh
stub curl <<EOF
case " \$* " in *" -I "*) exit 0 ;; esac
while [ \$# -gt 1 ]; do [ "\$1" != -o ] || out=\$2; shift; done
head -c 1000 "$work/$orig" >"\$out"
echo started >"$work/started"
sleep 60
echo slept >"$work/slept"
EOF
rm -f "$work/started"
PATH=$work/bin:$path setsid "$fetch" >"$work/out" 2>&1 &
pid=$!
while [ ! -e "$work/started" ]; do sleep 0.1; done
ls -d "$repo"/build/.fetch.* >/dev/null	# there is something that must go away
kill -s TERM -- "-$pid"
! wait $pid && [ ! -s "$work/slept" ] && nothing && [ ! -e "$work/cache/linux-quilt" ]
result $? "an interrupted download leaves nothing behind"

fresh
cat >"$work/bin/tar" <<EOF
#!/bin/sh
echo started >"$work/started"
exec sleep 60
EOF
chmod +x "$work/bin/tar"
rm -f "$work/started"
PATH=$work/bin:$path "$fetch" --from "$work/$orig" >"$work/out" 2>&1 &
pid=$!
while [ ! -e "$work/started" ]; do sleep 0.1; done
before=$(date +%s)
kill -s TERM $pid
! wait $pid && [ $(($(date +%s) - before)) -lt 10 ] && nothing
result $? "SIGTERM to the tool alone ends it at once, with the program that it waits for"
rm "$work/bin/tar"

fresh
sources=$(sed -n '/^apt_sources()/,/^}/p' "$repo/tools/lib.sh" | sed "s|/etc/apt|$work/apt|g")
mkdir -p "$work/apt/sources.list.d"
cat >"$work/apt/sources.list.d/debian.sources" <<EOF
# a comment
Types: deb
URIs: http://mirror.test/debian
Suites: bookworm bookworm-updates
Components: main non-free
Signed-By:
 -----BEGIN
 key

Types: deb
URIs: http://mirror.test/security
Suites: bookworm-security
Components: main

Enabled: no
Types: deb
URIs: http://disabled.test/debian
Suites: bookworm
Components: main

Types: deb
URIs: http://third.party/linux/debian
Suites: bookworm
Components: stable
EOF
cat >"$work/apt/sources.list" <<EOF
deb [arch=amd64 signed-by=/k.gpg] http://other.test/x bookworm contrib main
#deb http://comment.test/debian bookworm main
deb http://third.party/linux/debian bookworm stable
deb http://other.test/sec bookworm-security main
EOF
for suite in trixie bookworm-security; do
	sh -c "$sources; mkdir $work/apt/$suite; apt_sources $suite $work/apt/$suite deb-src"
	cat "$work/apt/$suite/quilt.list" "$work/apt/$suite/quilt.sources"
done >"$work/out"
cmp -s - "$work/out" <<EOF
deb-src [arch=amd64 signed-by=/k.gpg] http://other.test/x trixie main
URIs: http://mirror.test/debian
Signed-By:
 -----BEGIN
 key
Types: deb-src
Suites: trixie
Components: main

deb-src http://other.test/sec bookworm-security main
URIs: http://mirror.test/security
Types: deb-src
Suites: bookworm-security
Components: main

EOF
result $? "the mirror of this machine's own sources, with another suite"

exit $bad
