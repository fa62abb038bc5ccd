#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Tests of tools/apply, tools/export and tools/check: KTAP on standard output,
# exit status 1 if one fails.
#
# A copy of this repository, with a tiny tree that stands for the kernel and a
# topic of two patches; one thing is broken at a time, and the tools must say
# so.  The kernel's own scripts (checkpatch and others) are not in such a tree:
# for them stand-ins are called, and tools/check on the real tree proves them.

set -u
top=$(cd "$(dirname "$0")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
repo=$work/repo
tree=$repo/build/linux
n=0
bad=0

# A user whose configuration gets in the way wherever it can.
export HOME="$work" XDG_CONFIG_HOME="$work/none"
cat >"$work/.gitconfig" <<'EOF'
[user]
	name = Somebody Else
	email = else@example.org
[diff]
	noprefix = true
	mnemonicPrefix = true
	renames = copies
	context = 9
	algorithm = patience
	suppressBlankEmpty = true
[format]
	signature = mine
	numbered = true
	coverLetter = true
	attach = true
	thread = true
	signOff = true
	subjectPrefix = RFC
[am]
	threeWay = true
[apply]
	whitespace = fix
[core]
	autocrlf = true
	abbrev = 7
[commit]
	gpgSign = true
EOF

g() { git -c core.autocrlf=false -c commit.gpgSign=false -C "$@"; }

# start: a repository with one topic of two patches, applied and exported.
start() {
	rm -rf "$repo"
	mkdir -p "$repo/tools" "$repo/patches/demo" "$tree/drivers/demo" "$tree/scripts"
	cp "$top"/tools/* "$repo/tools/"
	cp -R "$top/selftests" "$top/.ci" "$top/.shellcheckrc" "$top/COPYING" "$repo/"
	printf '# symbols\nCONFIG_DEMO=y\n' >"$repo/Kconfig.fragment"
	echo '# entries' >"$repo/MAINTAINERS.snippet"
	echo 'Read me.' >"$repo/README"
	echo /build/ >"$repo/.gitignore"
	printf '# The order.\n\n# demo: a demonstration\n' >"$repo/series"
	printf 'Subject: demo\nDepends-on: none\nKconfig: CONFIG_DEMO\nkABI: none\nPorts: none\nUpstream-status: not posted\n\nInterface\nTesting\nNot tested\nPrior art\nChanges\n' \
		>"$repo/patches/demo/cover-letter"

	printf 'VERSION = 6\n' >"$tree/Makefile"
	printf 'config OLD\n\tbool "old"\n' >"$tree/drivers/demo/Kconfig"
	printf 'one\n\n\tthree \nfour\n' >"$tree/drivers/demo/odd"
	echo 'exit 0' >"$tree/scripts/checkpatch.pl"
	echo 'exit 0' >"$tree/scripts/kernel-doc"
	printf 'print "DEMO\\nM:\\tnobody\\n"' >"$tree/scripts/get_maintainer.pl"
	g "$tree" init -q -b base
	g "$tree" add -A
	g "$tree" commit -q -m base
	sed -i "s/^BASE_TREE=.*/BASE_TREE=$(g "$tree" rev-parse 'base^{tree}')/" "$repo/tools/base"

	g "$tree" checkout -q -b demo
	{ echo '// SPDX-License-Identifier: GPL-2.0'; seq 40; } >"$tree/drivers/demo/new.c"
	g "$tree" add -A
	g "$tree" commit -q -m 'demo: añadir a file with a subject that is long enough to fold it

A body with a line that looks like a diff:

  --- a/x

and ünïcode.' --date='2026-01-02T03:04:05+0130' --author='Zoë <zoe@example.org>'
	printf 'one\n\n\tthree \nfive' >"$tree/drivers/demo/odd"
	printf 'config DEMO\n\tbool "demo"\n' >>"$tree/drivers/demo/Kconfig"
	g "$tree" mv drivers/demo/new.c drivers/demo/moved.c
	g "$tree" add -A
	g "$tree" commit -q -m 'demo: change'
	"$repo/tools/export" >"$work/out" 2>&1 || cat "$work/out"
	g "$repo" init -q
	g "$repo" add -A
	cp -R "$repo" "$work/clean"
}

# again: as after start.
again() {
	rm -rf "$repo"
	cp -R "$work/clean" "$repo"
}

run() {
	want=$1
	tool=$2
	shift 2
	"$repo/tools/$tool" "$@" >"$work/out" 2>&1
	got=$?
	[ $got = "$want" ] || { echo "# $tool: exit status $got, not $want"; return 1; }
}

says() { grep -qE -- "$1" "$work/out" || { echo "# does not say: $1"; return 1; }; }

result() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n $2"
	else
		bad=1
		sed 's/^/# /' "$work/out"
		echo "not ok $n $2"
	fi
}

# finds CHECK WORDS [COUNT]: tools/check fails in this one check, or in COUNT
# of them where one thing breaks several, with these words.
finds() {
	run 1 check && says "^FAIL $1" && says "$2" && [ "$(grep -c ^FAIL "$work/out")" = "${3:-1}" ]
	result $? "check: $1: $2"
	again
}

first() { echo "$repo"/patches/demo/0001-*.patch; }
second() { echo "$repo"/patches/demo/0002-*.patch; }

echo "1..34"
start

# --- export and apply

run 0 export --check
result $? "export --check: nothing differs"

cp -R "$repo/patches" "$work/patches.1"
g "$tree" checkout -q base
g "$tree" branch -q -D demo
run 0 apply && run 0 export --check && diff -r "$repo/patches" "$work/patches.1" >"$work/out"
result $? "apply, then export: byte for byte, whatever the user configured"

run 0 apply && says 'already applied'
result $? "a second apply does nothing"

again
g "$tree" commit -q --allow-empty -m 'local work'
before=$(g "$tree" rev-parse demo)
run 1 apply && says 'not in patches' && [ "$(g "$tree" rev-parse demo)" = "$before" ]
result $? "apply refuses to move unexported commits"

run 0 apply --force && says 'was kept as refs/backup/' &&
	g "$tree" for-each-ref --format='%(objectname)' refs/backup | grep -q "$before"
result $? "apply --force keeps them"

again
echo changed >>"$tree/Makefile"
g "$tree" branch -q -D nothing 2>/dev/null
sed -i 's/^+20$/+21/' "$(first)"
run 1 apply && says 'not committed' && grep -q changed "$tree/Makefile"
result $? "apply refuses uncommitted changes"

again
run 0 apply
sed -i 's/^ one$/ 1/' "$(second)"
before=$(g "$tree" rev-parse demo)
run 1 apply && says 'topic demo does not apply: .*drivers/demo/odd' &&
	[ "$(g "$tree" rev-parse demo)" = "$before" ] && [ ! -d "$tree/.git/rebase-apply" ]
result $? "a patch that does not apply: said, and nothing moves"

again
g "$tree" tag base-tag base
g "$tree" checkout -q base
echo x >"$tree/x"
g "$tree" add x
g "$tree" commit -q -m x
run 1 apply && says 'is not linux'
result $? "apply refuses a wrong base"

again
rm -rf "$tree/.git"
g "$repo" commit -q -m x
mkdir "$tree/.git"
run 1 apply && says 'not a repository of its own' && [ -z "$(g "$repo" branch --list demo)" ]
result $? "apply never works on the repository around build/linux"

again
g "$tree" commit -q --amend -m 'demo: another subject'
run 1 export --check && says '0002-demo-another-subject.patch' && says '0002-demo-change.patch'
result $? "export --check names what differs"
run 0 export && [ -f "$repo/patches/demo/0002-demo-another-subject.patch" ] &&
	[ ! -e "$repo/patches/demo/0002-demo-change.patch" ] && grep -q '^# The order' "$repo/series" &&
	grep -q '^demo/0002-demo-another-subject.patch' "$repo/series" && [ -f "$repo/patches/demo/cover-letter" ]
result $? "export replaces a patch, keeps headings and cover letter"

again
g "$tree" checkout -q --detach
g "$tree" commit -q --allow-empty -m stray
run 1 export && says 'no topic'
result $? "export refuses commits that belong to no topic"

again
run 0 export --dep3 "$work/dep3" && grep -q '^Forwarded: no$' "$work"/dep3/demo/0001-*.patch &&
	grep -q '^Origin: ' "$work"/dep3/demo/0001-*.patch && [ "$(wc -l <"$work/dep3/series")" = 2 ]
result $? "export --dep3"
run 2 export --dep3 "$work/dep3" && says 'not an empty directory'
result $? "export --dep3 refuses a directory with files"
for t in apply export check build test bench port fetch; do
	if ! { run 2 $t --nonsense && says "unknown argument '--nonsense'" && run 0 $t -h &&
			says "^usage: tools/$t"; }; then
		false
		break
	fi
done
result $? "each tool refuses an unknown argument and explains itself"
again

mkdir "$work/less"
cp -s /usr/bin/* /bin/* "$work/less/" 2>/dev/null
rm -f "$work/less/shellcheck" "$work/less/apt-get"
(PATH=$work/less run 2 check) && says '^tools/check: missing programs; install them with: .* shellcheck' &&
	[ "$(wc -l <"$work/out")" = 1 ]
result $? "a missing program that cannot be installed is named in one line"

# --- check

run 0 check
result $? "check: nothing is wrong"
again

# shellcheck disable=SC2016
echo 'echo $x' >>"$repo/selftests/fetch.sh"
finds shellcheck "SC2086"

# From here on without shellcheck, which takes most of the time.
mkdir "$work/bin"
printf '#!/bin/sh\nexit 0\n' >"$work/bin/shellcheck"
chmod +x "$work/bin/shellcheck"
PATH=$work/bin:$PATH

rm "$repo/README"
finds "top level" "README is missing" 2
echo x >"$repo/extra"
g "$repo" add extra
finds "top level" "extra does not belong"
seq 151 >"$repo/README"
finds README "151 lines"
cp "$(second)" "$repo/patches/demo/0003-orphan.patch"
finds "series and files" "0003-orphan.patch is in patches, but not in series" 2
echo demo/0003-none.patch >>"$repo/series"
finds "series and files" "0003-none.patch is in series, but not in patches" 6
g "$tree" commit -q --amend -m "demo: $(printf '%080d' 0)"
"$repo/tools/export" 2>/dev/null
finds subjects "86 bytes"
g "$tree" commit -q --amend -m 'demo: change

Signed-off-by: X <x@example.org>'
"$repo/tools/export" 2>/dev/null
finds content "Signed-off-by"
echo "see /ro""ot/x" >>"$repo/README"
finds content "a path of one machine"
rm "$repo/patches/demo/cover-letter"
finds "cover letters" "is missing" 2
sed -i '/^kABI/d' "$repo/patches/demo/cover-letter"
finds "cover letters" "no field kABI"
sed -i 's/^+20$/+21/' "$(first)"
finds "patches are what" "0001-"
rm "$tree/scripts/checkpatch.pl"
printf 'print "ERROR: planted"; exit 1' >"$tree/scripts/checkpatch.pl"
finds checkpatch "ERROR: planted"
g "$tree" rm -q --cached drivers/demo/moved.c
sed -i 1d "$tree/drivers/demo/moved.c"
g "$tree" add -A
g "$tree" commit -q --amend -m 'demo: change'
"$repo/tools/export" 2>/dev/null
finds SPDX "moved.c of the patches has no SPDX"
printf 'print "THE REST\\nM:\\tnobody\\n"' >"$tree/scripts/get_maintainer.pl"
finds get_maintainer "no entry for it"
: >"$repo/Kconfig.fragment"
finds Kconfig.fragment "CONFIG_DEMO is added by a patch"
echo CONFIG_NONE=y >>"$repo/Kconfig.fragment"
finds Kconfig.fragment "CONFIG_NONE is in Kconfig.fragment, but no symbol"

exit $bad
